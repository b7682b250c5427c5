"""The survey as a plain script does it with Python's own imaplib: sign in, list the folders, count their messages and add
up their sizes. So many accounts at a time. Prints what it found and what it cost as JSON; for comparison only."""

import csv
import imaplib
import json
import re
import resource
import sys
from concurrent.futures import ThreadPoolExecutor

LISTED = re.compile(rb'\((?P<attributes>[^)]*)\) (?:"[^"]*"|NIL) (?P<name>.+)')
NUMBER = {word: re.compile(word.encode() + rb" (\d+)") for word in ("MESSAGES", "UIDNEXT", "UIDVALIDITY")}
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
STORAGE = re.compile(rb"STORAGE (\d+) (\d+)")


def survey(host, port, user, password):
    session = imaplib.IMAP4(host, port)
    session.login(user, password)
    session.status("INBOX", "(MESSAGES UIDNEXT UIDVALIDITY)")
    folders = messages = octets = largest = 0
    _, listed = session.list('""', '"*"')
    for line in listed:
        found = LISTED.match(line)
        folders += 1
        if b"\\noselect" in found["attributes"].lower():
            continue
        name = found["name"].decode("ascii")
        _, status = session.status(name, "(MESSAGES UIDNEXT UIDVALIDITY)")
        count = int(NUMBER["MESSAGES"].search(status[0])[1])
        if not count:
            continue
        session.select(name, readonly=True)
        _, fetched = session.fetch("1:*", "(RFC822.SIZE)")
        sizes = [int(SIZE.search(one)[1]) for one in fetched]
        messages += count
        octets += sum(sizes)
        largest = max(largest, *sizes)
    session.namespace()
    session.logout()
    return folders, messages, octets, largest


def main():
    host, port, rows, at_a_time = sys.argv[1:]
    with open(rows, newline="", encoding="utf-8") as file:
        accounts = [(row["UserName"], row["Password"]) for row in csv.DictReader(file)]
    with ThreadPoolExecutor(max_workers=int(at_a_time)) as pool:
        found = list(pool.map(lambda account: survey(host, int(port), *account), accounts))
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss
    # Kilobytes on Linux, octets on macOS.
    peak *= 1 if sys.platform == "darwin" else 1024
    totals = {
        "mailboxes": len(found),
        "folders": sum(one[0] for one in found),
        "messages": sum(one[1] for one in found),
        "octets": sum(one[2] for one in found),
        "largest": max(one[3] for one in found),
    }
    print(json.dumps({"found": totals, "peak": peak, "processor": used.ru_utime + used.ru_stime}))


main()
