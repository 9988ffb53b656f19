#!/usr/bin/env python3
"""Proves a file of the ledger's archive without any of letan's code: every line by the one above it."""
import hashlib
import json
import sys


def verify(path: str) -> tuple[int, int, int]:
    with open(path, encoding="utf-8", newline="\n") as file:
        title, before, link = file.readline().rstrip("\n").split("\t")
        assert title == "letan ledger archive 1", title
        position, chain, first, count = int(before), bytes.fromhex(link), 0, 0
        for line in file:
            at, text, body = line.rstrip("\n").split("\t", 2)
            proven = hashlib.sha256(chain + body.encode("utf-8")).hexdigest()
            # Behind a position that was moved aside the line cannot be proven by the one above; the next one can.
            if int(at) == position + 1:
                assert proven == text, f"event {at} is not what was written"
            json.loads(body)
            position, chain, first, count = int(at), bytes.fromhex(text), first or int(at), count + 1
    return first, position, count


for name in sys.argv[1:]:
    print(name, *verify(name))
