"""People in Matrix, acting and reading through matrix-nio, a client that shares no code with kaigi.

A room's history is put together as a client shows it: edits applied by their sender alone, redacted events gone, reactions
gathered under what they stand on. Call synapse.use_venv() before this is imported.
"""

import asyncio
import html.parser
import io
import json
import logging
import re

import nio

LOOP = asyncio.new_event_loop()
BLOCKS = ("p", "div", "li", "ul", "ol", "blockquote", "tr", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6")
logging.getLogger("nio").setLevel(logging.ERROR)


def run(coroutine):
    return LOOP.run_until_complete(coroutine)


class Refused(Exception):
    pass


def good(answer):
    if isinstance(answer, nio.ErrorResponse):
        raise Refused("%s %s" % (answer.status_code, answer.message))
    return answer


class Flat(html.parser.HTMLParser):
    """HTML as its reader sees it, line by line."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.skipping = [], 0

    def handle_starttag(self, tag, attrs):
        if tag == "mx-reply":
            self.skipping += 1
        elif tag == "br" or tag in BLOCKS:
            self.out.append("\n")
        elif tag == "img":
            self.out.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag):
        if tag == "mx-reply":
            self.skipping -= 1
        elif tag in BLOCKS:
            self.out.append("\n")

    def handle_data(self, data):
        if not self.skipping:
            self.out.append(data)


def rendered(markup):
    flat = Flat()
    flat.feed(markup)
    flat.close()
    return re.sub(r"\n+", "\n", "".join(flat.out)).strip("\n")


class Message:
    def __init__(self, source, room):
        self.room, self.id, self.sender = room, source["event_id"], source["sender"]
        self.ms = source["origin_server_ts"]
        self.first = self.content = source.get("content") or {}
        relation = self.first.get("m.relates_to") or {}
        self.thread = relation.get("event_id") if relation.get("rel_type") == "m.thread" else None
        self.edits = 0
        self.reactions = []  # (event id, sender, key)

    @property
    def body(self):
        return self.content.get("body") or ""

    @property
    def text(self):
        """What stands on the screen."""
        if self.content.get("format") == "org.matrix.custom.html" and self.content.get("formatted_body") is not None:
            text = rendered(self.content["formatted_body"])
        else:
            text = self.body
        if (self.content.get("m.mentions") or {}).get("room"):
            text += "\n!!channel"
        if self.content.get("msgtype") in ("m.file", "m.image"):
            text += "\n[file %s]" % (self.content.get("filename") or self.body)
        return text

    @property
    def is_loud(self):
        return self.content.get("msgtype") == "m.text" and bool((self.content.get("m.mentions") or {}).get("user_ids"))


def assemble(sources, room):
    """Raw events, oldest first, as the messages that stand."""
    messages, order = {}, []
    for source in sources:
        content = source.get("content") or {}
        if (source.get("unsigned") or {}).get("redacted_because") or not content:
            continue
        relation = content.get("m.relates_to") or {}
        target = messages.get(relation.get("event_id"))
        if source["type"] == "m.reaction":
            if target is not None:
                target.reactions.append((source["event_id"], source["sender"], relation.get("key")))
        elif source["type"] == "m.room.message":
            if relation.get("rel_type") == "m.replace":
                if target is not None and target.sender == source["sender"]:
                    target.content = content.get("m.new_content") or {}
                    target.edits += 1
                continue
            messages[source["event_id"]] = Message(source, room)
            order.append(messages[source["event_id"]])
    return order


class Person:
    def __init__(self, address, login):
        config = nio.AsyncClientConfig(max_limit_exceeded=8, max_timeouts=2, encryption_enabled=False, request_timeout=60)
        self.client = nio.AsyncClient(address, login["user_id"], device_id=login["device_id"], config=config)
        self.client.restore_login(login["user_id"], login["device_id"], login["access_token"])
        self.user = login["user_id"]
        self.token = login["access_token"]

    def close(self):
        run(self.client.close())

    # ---- reading

    def rooms(self):
        return good(run(self.client.joined_rooms())).rooms

    def members(self, room):
        return [member.user_id for member in good(run(self.client.joined_members(room))).members]

    def sources(self, room, pages=40):
        """Every raw event that this person may read, oldest first."""
        found, start = [], None
        for _ in range(pages):
            answer = good(run(self.client.room_messages(room, start=start, direction=nio.MessageDirection.back, limit=500)))
            found += [event.source for event in answer.chunk]
            start = answer.end
            if not start or not answer.chunk:
                break
        return found[::-1]

    def history(self, room):
        return assemble(self.sources(room), room)

    # ---- acting

    def send(self, room, content, kind="m.room.message"):
        return good(run(self.client.room_send(room, kind, content, ignore_unverified_devices=True))).event_id

    def say(self, room, text, thread=None, **more):
        content = {"msgtype": "m.text", "body": text, **more}
        if thread:
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": True,
                                       "m.in_reply_to": {"event_id": thread}}
        return self.send(room, content)

    def edit(self, message, text):
        return self.send(message.room, {"msgtype": "m.text", "body": "* " + text, "m.new_content": {"msgtype": "m.text", "body": text},
                                        "m.relates_to": {"rel_type": "m.replace", "event_id": message.id}})

    def react(self, room, event, key):
        return self.send(room, {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}}, "m.reaction")

    def redact(self, room, event, reason=None):
        return good(run(self.client.room_redact(room, event, reason))).event_id

    def upload(self, room, name, data, kind="m.file", mimetype="application/octet-stream", thread=None, caption=None):
        answer, _ = run(self.client.upload(io.BytesIO(data), content_type=mimetype, filename=name, filesize=len(data)))
        content = {"msgtype": kind, "body": caption or name, "filename": name, "url": good(answer).content_uri,
                   "info": {"size": len(data), "mimetype": mimetype}}
        if thread:
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread}
        return self.send(room, content)

    def create(self, **options):
        return good(run(self.client.room_create(**options))).room_id

    def join(self, room):
        return good(run(self.client.join(room)))

    def leave(self, room):
        return good(run(self.client.room_leave(room)))

    def invite(self, room, user):
        return good(run(self.client.room_invite(room, user)))

    def kick(self, room, user, reason=None):
        return good(run(self.client.room_kick(room, user, reason)))

    def put_state(self, room, kind, content, key=""):
        return good(run(self.client.room_put_state(room, kind, content, key)))

    def get_state(self, room, kind, key=""):
        return good(run(self.client.room_get_state_event(room, kind, key))).content

    def rename(self, name):
        return good(run(self.client.set_displayname(name)))


def dump(messages):
    """For a report."""
    return json.dumps([[m.sender, m.text[:200], [r[2] for r in m.reactions]] for m in messages], ensure_ascii=False)
