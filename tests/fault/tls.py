#!/usr/bin/python3
"""tls.py BUILD_DIR: one whole circulation over https and wss with a private CA through a CONNECT proxy that wants a
password; refreshes on the way; then what must be refused: another host's certificate, an expired one, one that nobody
vouches for, a proxy that wants another password; then the same over [::1].
"""

import subprocess
import time

import story
from story import Died, Rig, os, report, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from proxy import Proxy  # noqa: E402
from rig import free_port  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
PASSWORD = "s3cret-of-the-proxy"
results = []


def check(name, held, what=""):
    print("%s %s %s" % ("ok" if held else "not ok", name, what), flush=True)
    results.append(bool(held))


def proxied(rig, proxy, password=PASSWORD):
    path = rig.folder + "/proxy"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write("http://kaigi:%s@127.0.0.1:%d\n" % (password, proxy.port))
    rig.more_settings += "\nproxy_file: %s\n" % path


def circulation():
    """Through the proxy, with a refresh after each step."""
    proxy = Proxy("kaigi", PASSWORD)
    rig = Rig(BUILD, BUILD + "/tls/proxied", https=True, host="localhost")
    rig.more_settings = "ca_file: %s/workspace/ca.pem" % rig.folder
    proxied(rig, proxy)
    keep = True
    try:
        rig.begin()
        rig.people.fault({"fault": "retry_scale", "ms": 60})
        refreshed = 0
        for _, act, _ in story.steps(rig):
            act()
            if refreshed < 10:
                rig.people.fault({"fault": "disconnect", "reason": "refresh_requested" if refreshed % 2 else "warning",
                                  "ms": 300, **({"then": "reset"} if refreshed % 5 == 4 else {})})
                refreshed += 1
            rig.settle()
        check("a circulation over https and wss through the proxy",
              rig.rows("SELECT number FROM resolution") == [("令和8年度第1号",)], "%d refreshes" % refreshed)
        where = {"%s:%d" % (host, rig.tls_port) for host in ("localhost", "127.0.0.1")}
        check("every connection went through the proxy", proxy.tunnels and set(proxy.tunnels) <= where,
              "%d tunnels" % len(proxy.tunnels))
        check("every call came over TLS", plain_calls(rig) == (0, True), "plain: %d, any: %s" % plain_calls(rig))
        check("the proxy's password is in no log", not leaks(rig, PASSWORD))
        check("verify", rig.kaigi("verify")[0] == 0)
        check("ends", rig.stop_bot() == 0)
        keep = not all(results)
    finally:
        rig.close(keep)
        proxy.close()


def plain_calls(rig):
    calls = [entry["secure"] for entry in rig.people.log()["entries"] if entry["what"] == "api" and "secure" in entry]
    return calls.count(False), bool(calls)


def leaks(rig, secret):
    for folder, _, names in os.walk(rig.folder):
        for name in names:
            if name == "proxy" or not os.path.isfile(os.path.join(folder, name)):
                continue
            with open(os.path.join(folder, name), "rb") as file:
                if secret.encode() in file.read():
                    return os.path.join(folder, name)
    return None


def refused(name, host="localhost", spoil=None, settings="ca_file: {folder}/workspace/ca.pem", password=None):
    """The bot must not talk: no socket, no call that bears its token, within the time in which a good one has both."""
    proxy = Proxy("kaigi", PASSWORD) if password else None
    rig = Rig(BUILD, "%s/tls/%s" % (BUILD, name.replace(" ", "-")), https=True, host=host)
    rig.more_settings = settings.format(folder=rig.folder)
    if proxy:
        proxied(rig, proxy, password)
    try:
        rig.start_workspace()
        if spoil:
            spoil(rig)
        rig.write_settings()
        rig.start_bot(wait=False)
        end = time.monotonic() + 5
        sockets = 0
        while time.monotonic() < end and rig.bot.poll() is None:
            sockets = max(sockets, rig.people.pending()["sockets"])
            time.sleep(0.1)
        calls = [entry for entry in rig.people.log()["entries"] if entry["what"] == "api"]
        with open(rig.folder + "/bot.log", encoding="utf-8", errors="replace") as file:
            log = file.read()
        check(name, sockets == 0 and not calls, "log: %s" % (log.strip().splitlines() or ["(empty)"])[-1][:160])
    except Died as died:
        check(name, True, "ended with %s" % died.code)
    finally:
        rig.close()
        if proxy:
            proxy.close()


def openssl(rig, *words):
    subprocess.run(["openssl", *words], cwd=rig.folder + "/workspace", check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def restart_workspace(rig):
    rig.workspace.terminate()
    rig.workspace.wait(5)
    rig.start_workspace()


def expired(rig):
    """The stand-in's own CA signs a certificate that ended yesterday."""
    folder = rig.folder + "/workspace/"
    with open(folder + "ext", "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    with open(folder + "ca.cnf", "w", encoding="ascii") as file:
        file.write("[ca]\ndefault_ca=c\n[c]\ndatabase=%sindex\nserial=%sserial\nnew_certs_dir=%s\ndefault_md=sha256\n"
                   "policy=p\n[p]\ncommonName=optional\n" % (folder, folder, folder))
    open(folder + "index", "w", encoding="ascii").close()
    with open(folder + "serial", "w", encoding="ascii") as file:
        file.write("4242\n")
    openssl(rig, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "old.key", "-subj", "/CN=localhost", "-out", "old.csr")
    openssl(rig, "ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", "old.csr", "-out",
            "old.pem", "-extfile", "ext", "-startdate", "200101000000Z", "-enddate", "200201000000Z", "-notext")
    os.replace(folder + "old.pem", folder + "server.pem")
    os.replace(folder + "old.key", folder + "server.key")
    restart_workspace(rig)


def self_signed(rig):
    openssl(rig, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.pem", "-days", "30",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    restart_workspace(rig)


def foreign_name(rig):
    folder = rig.folder + "/workspace/"
    with open(folder + "ext", "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:slack.example.jp\n")
    openssl(rig, "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-subj", "/CN=localhost", "-out", "o.csr")
    openssl(rig, "x509", "-req", "-in", "o.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "server.pem",
            "-days", "30", "-extfile", "ext")
    restart_workspace(rig)


def over_ipv6():
    try:
        free_port("::1")
        rig = Rig(BUILD, BUILD + "/tls/ipv6", https=True, listen="::1")
    except OSError:
        print("skip ipv6: no ::1 on this machine")
        return
    rig.more_settings = "ca_file: %s/workspace/ca.pem" % rig.folder
    keep = True
    try:
        rig.begin()
        rig.command("庶務", story.DRAFT, rig.channels["庶務"])
        rig.settle()
        keep = rig.rows("SELECT state FROM circular") != [("review",)]
        check("a draft over [::1]", not keep, "https://[::1]:%d" % rig.tls_port)
        rig.stop_bot()
    except (OSError, RuntimeError, TimeoutError, story.Refused) as error:
        check("a draft over [::1]", False, "%s: %s" % (type(error).__name__, error))
    finally:
        rig.close(keep)


def main():
    circulation()
    refused("another host's certificate is refused", spoil=foreign_name)
    refused("an expired certificate is refused", spoil=expired)
    refused("a certificate that nobody vouches for is refused", spoil=self_signed)
    refused("without the private CA it is refused", settings="")
    refused("a wrong password at the proxy gets nowhere", password="wrong")
    over_ipv6()
    report(sum(results), len(results) - sum(results))


if __name__ == "__main__":
    main()
