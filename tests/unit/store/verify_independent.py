#!/usr/bin/python3
"""verify_independent.py DATABASE: what an auditor can do without kaigi. Recomputes every entry's bytes from
columns, values and salts, the chain, and the signatures with openssl, from the description of the format alone.
Prints what is wrong, or "ok ENTRIES HEADS"."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def leaf(value, salt, sealed):
    if value is None:  # disposed of: the sealed digits are all that is left
        return sealed
    return sha256(bytes(salt) + value.encode())


def entry_bytes(db, row):
    seq, at, kind, version, cause, sealed = row
    lines = ["seq %d" % seq, "at %d" % at, "kind " + kind, "version %d" % version, "cause " + cause]
    sealed_leaves = {line.split()[1]: line.split()[2] for line in sealed.splitlines() if line.startswith("field ")}
    for name, salt, value in db.execute(
            "SELECT name, salt, value FROM ledger_value WHERE seq = ? ORDER BY position", (seq,)):
        lines.append("field %s %s" % (name, leaf(value, salt, sealed_leaves.get(name))))
    return "".join(line + "\n" for line in lines)


def signature_is_good(folder, pem, text, signature):
    paths = [os.path.join(folder, name) for name in ("key", "text", "signature")]
    for path, data in zip(paths, (pem.encode(), text.encode(), bytes(signature))):
        with open(path, "wb") as file:
            file.write(data)
    done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", paths[0], "-rawin", "-in", paths[1],
                           "-sigfile", paths[2]], capture_output=True, check=False)
    return done.returncode == 0


def main(path):
    db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    wrong = []
    previous = "0" * 64
    hashes = {}
    for row in db.execute("SELECT seq, at, kind, version, cause, bytes, hash FROM ledger ORDER BY seq"):
        seq, sealed, stored = row[0], row[5], row[6]
        if seq != len(hashes) + 1:
            wrong.append("ledger %d: out of sequence" % seq)
        if entry_bytes(db, row[:6]) != sealed:
            wrong.append("ledger %d: bytes" % seq)
        previous = sha256(previous.encode() + b"\n" + sealed.encode())
        if previous != stored:
            wrong.append("ledger %d: hash" % seq)
        hashes[seq] = stored
    pem = db.execute("SELECT value FROM ledger_value WHERE seq = 1 AND name = 'public_key'").fetchone()[0]
    heads = db.execute("SELECT seq, at, hash, signature FROM ledger_head").fetchall()
    with tempfile.TemporaryDirectory() as folder:
        for seq, at, digits, signature in heads:
            text = "head %d %d %s\n" % (seq, at, digits)
            if digits != hashes.get(seq) or not signature_is_good(folder, pem, text, signature):
                wrong.append("ledger_head %d" % seq)
    for line in wrong:
        print(line)
    if not wrong:
        print("ok %d %d" % (len(hashes), len(heads)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
