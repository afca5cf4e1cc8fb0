"""Kawasaki's council on a Synapse: its people and rooms, made once into a template that every scenario starts from.

A member of the network is known here by role ("議長"), as in tests/lib/roles.json.

As a command: council.py template · council.py run FOLDER --port N --roster FILE: the server with its people for ./dev run
matrix, kept in FOLDER; beside it FOLDER/../settings.yaml, roster.yaml and kaigi-token for the bot, and people.txt to read.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import sys

import synapse
from synapse import HOME, PASSWORD, REQUIREMENTS, SOURCE, Synapse, install

BOT = "kaigi"
# What an account is called in Slack's seed; the localpart here is that without "U0", in small letters.
LOCALPARTS = {"U0KAIGI": BOT, "U0CHAIR": "chair", "U0VICE": "vice", "U0M1": "m1", "U0M2": "m2", "U0M3": "m3", "U0M4": "m4",
              "U0M5": "m5", "U0M6": "m6", "U0M7": "m7", "U0CISO": "ciso", "U0DEPUTY": "deputy", "U0SHOMU": "shomu",
              "U0REVIEW": "review", "U0STAFF": "staff", "U0GUEST": "guest", "U0AUDIT": "audit"}
FOUNDER = "U0SHOMU"  # makes the rooms; the bot gets moderator's power, as README asks


def seed():
    with open(SOURCE + "/config/kawasaki/workspace-seed.json", encoding="utf-8") as file:
        return json.load(file)


def account(server, slack):
    return server.user(LOCALPARTS[slack])


def make(server):
    """All of it on a running, empty server. {"tokens": {localpart: login}, "rooms": {seed channel: room id}}"""
    told = seed()
    tokens, rooms = {}, {}
    for user in told["users"]:
        name = LOCALPARTS[user["id"]]
        tokens[name] = server.register(name, displayname=user["display_name"])
    founder = tokens[LOCALPARTS[FOUNDER]]["access_token"]
    for channel in told["channels"]:
        others = [member for member in channel["members"] if member != FOUNDER]
        body = {"name": channel["name"], "preset": "private_chat", "invite": [account(server, one) for one in others],
                "power_level_content_override": {"users": {account(server, "U0KAIGI"): 50}}}
        room = server.call("POST", "/_matrix/client/v3/createRoom", body, founder)["room_id"]
        for member in others:
            server.call("POST", "/_matrix/client/v3/rooms/%s/join" % room, {}, tokens[LOCALPARTS[member]]["access_token"])
        rooms[channel["id"]] = room
    return {"tokens": tokens, "rooms": rooms, "password": PASSWORD}


def prepare_template():
    """Its folder; made when there is none for what it is made of."""
    install()
    version = hashlib.sha256()
    for path in (__file__, REQUIREMENTS, SOURCE + "/config/kawasaki/workspace-seed.json"):
        with open(path, "rb") as file:
            version.update(file.read())
    template = "%s/council-%s" % (HOME, version.hexdigest()[:12])
    with open(HOME + "/lock.council", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(template + "/council.json"):
            return template
        shutil.rmtree(template, ignore_errors=True)
        server = Synapse(template)
        server.start()
        try:
            made = make(server)
            server.admin_token()
            server.snapshot(template + "/council.db")
        finally:
            server.stop()
        with open(template + "/council.json.new", "w", encoding="utf-8") as file:
            json.dump(made, file)
        os.rename(template + "/council.json.new", template + "/council.json")
    return template


def prepare(folder, **options):
    """A server in `folder`, not started yet, on which they all are; with what make() gave."""
    template = prepare_template()
    os.makedirs(folder, 0o700, exist_ok=True)
    shutil.copy(template + "/council.db", folder + "/hs.db")
    shutil.copy(template + "/signing.key", folder + "/signing.key")
    with open(template + "/council.json", encoding="utf-8") as file:
        return Synapse(folder, **options), json.load(file)


def settings_text(api, state, rooms, token_file, name="matrix", charter=SOURCE + "/config/kawasaki/charter.yaml", more=""):
    return """council: kawasaki-infosec
state: %s
charter: %s
clocks: %s
language: ja
alarm_channel: %s:%s
%sworkspaces:
%s""" % (state, charter, SOURCE + "/config/kawasaki/clocks.yaml", name, rooms["C0ALARM"], more, workspace_text(api, rooms, token_file, name))


def workspace_text(api, rooms, token_file, name="matrix"):
    return """  - name: %s
    kind: matrix
    api: %s
    token_file: %s
    channels:
      - { role: council, channel: "%s", language: ja }
      - { role: committee, channel: "%s", language: ja }
      - { role: secretariat, channel: "%s", language: ja }
      - { role: alarm, channel: "%s", language: ja }
      - { role: incident, channel: "%s", language: ja }
""" % (name, api, token_file, *(rooms[one] for one in ("C0COUNCIL", "C0GENERAL", "C0SHOMU", "C0ALARM", "C0INCIDENT")))


def roster_text(text, server, name="matrix", only=None):
    """A roster's Slack accounts as Matrix ones; `only`: those of these Slack ids alone."""
    for slack in sorted(LOCALPARTS, key=len, reverse=True):
        if only is None or slack in only:
            text = text.replace("workspace: slack, account: %s }" % slack,
                                'workspace: %s, account: "%s" }' % (name, account(server, slack)))
    return text


# ---- as a command

def write(path, text):
    with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".new", path)


def write_all(folder, server, made, roster):
    """What the bot starts with, and what its reader needs to log in."""
    beside = os.path.dirname(folder)
    write(beside + "/kaigi-token", made["tokens"][BOT]["access_token"] + "\n")
    write(beside + "/settings.yaml",
          "# Written by ./dev run matrix. The homeserver is a Synapse beside it; its people are invented.\n" +
          settings_text(server.address + "/", "kaigi", made["rooms"], "kaigi-token",
                        charter=os.path.relpath(SOURCE + "/config/kawasaki/charter.yaml", beside), more="roster: roster.yaml\n"))
    with open(roster, encoding="utf-8") as file:
        write(beside + "/roster.yaml", roster_text(file.read(), server))
    lines = ["  %-10s %s" % (LOCALPARTS[user["id"]], user["display_name"]) for user in seed()["users"] if not user.get("is_bot")]
    write(beside + "/people.txt", "\n".join(lines) + "\n")


def run(options):
    """The server with its people, until the signal."""
    folder = os.path.abspath(options.folder)
    if os.path.exists(folder + "/council.json"):
        server = Synapse(folder, port=options.port)
        with open(folder + "/council.json", encoding="utf-8") as file:
            made = json.load(file)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        server, made = prepare(folder, port=options.port)
        write(folder + "/council.json", json.dumps(made))
    write_all(folder, server, made, options.roster)
    synapse.run_server(server)


def main():
    parser = argparse.ArgumentParser(description="Kawasaki's council on a Synapse.")
    words = parser.add_subparsers(dest="word", required=True)
    words.add_parser("template")
    one = words.add_parser("run")
    one.add_argument("folder")
    one.add_argument("--port", type=int, default=0)
    one.add_argument("--roster", default=SOURCE + "/config/kawasaki/roster.yaml")
    options = parser.parse_args()
    try:
        if options.word == "template":
            prepare_template()
        else:
            run(options)
    except synapse.Absent as error:
        print("council.py: %s" % error, file=sys.stderr)
        sys.exit(69)


if __name__ == "__main__":
    main()
