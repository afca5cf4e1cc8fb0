"""The stand-in workspace as its people see it: acts, and what stands on their screens, as plain text.

Nothing here knows kaigi's inside: messages are found the way a person finds them, by where they stand, by the
matter's number and by their words.
"""

import base64
import json
import re
import time
import urllib.error
import urllib.request

MARKS = {
    "⭕": "o", "❌": "x", "🙋": "raising_hand", "👀": "eyes", "👍": "+1", "✅": "white_check_mark",
    "🙆": "ok_woman", "🙅": "no_good", "🔺": "small_red_triangle", "✖": "heavy_multiplication_x",
    "🙏": "pray", "☑": "ballot_box_with_check", "🆗": "ok", "✋": "hand", "🤔": "thinking_face", "⭕️": "o",
    "📝": "memo", "↩": "leftwards_arrow_with_hook", "🙋🏽": "raising_hand::skin-tone-4", "👍🏻": "+1::skin-tone-2",
}


def flatten(message, names):
    """What a person reads: the blocks if there are any, else the text."""
    blocks = message.get("blocks") or []
    parts = []
    for block in blocks:
        block_text(block, names, parts)
    if not parts:
        parts.append(mrkdwn(message.get("text", ""), names))
    if blocks and "!!" in mrkdwn(message.get("text", ""), names):
        parts.append(mrkdwn(message["text"], names))  # a live mention in what notifications show
    for shared in message.get("files") or []:
        parts.append("[file %s]" % shared.get("name", ""))
    return "\n".join(part for part in parts if part)


def block_text(block, names, parts):
    kind = block.get("type")
    if kind in ("section", "context", "header"):
        texts = [block["text"]] if block.get("text") else []
        texts += block.get("fields") or []
        texts += [e for e in block.get("elements") or [] if e.get("type") in ("mrkdwn", "plain_text")]
        for text in texts:
            parts.append(text_object(text, names))
        accessory = block.get("accessory")
        if accessory and accessory.get("type") == "button":
            parts.append("[%s]" % accessory["text"]["text"])
    elif kind == "actions":
        for element in block.get("elements") or []:
            if element.get("type") == "button":
                parts.append("[%s]" % element["text"]["text"])
    elif kind == "rich_text":
        for element in block.get("elements") or []:
            parts.append(rich(element, names))
    elif kind == "input":
        parts.append(text_object(block["label"], names))
    elif kind in ("markdown",):
        parts.append(block.get("text", ""))


def text_object(text, names):
    return text["text"] if text.get("type") == "plain_text" else mrkdwn(text.get("text", ""), names)


def rich(element, names):
    kind = element.get("type")
    if kind == "text":
        return element.get("text", "")
    if kind == "link":
        return element.get("text") or element.get("url", "")
    if kind == "user":
        return "@" + names.get(element.get("user_id"), element.get("user_id", ""))
    if kind == "channel":
        return "#" + names.get(element.get("channel_id"), element.get("channel_id", ""))
    if kind == "emoji":
        code = element.get("unicode")
        return "".join(chr(int(c, 16)) for c in code.split("-")) if code else ":%s:" % element.get("name")
    if kind == "date":
        return element.get("fallback", "")
    joiner = "\n" if kind == "rich_text_list" else ""
    return joiner.join(rich(child, names) for child in element.get("elements") or [])


def mrkdwn(text, names):
    def angle(found):
        inner = found.group(1)
        target, _, label = inner.partition("|")
        if target.startswith("@"):
            return "@" + (label or names.get(target[1:], target[1:]))
        if target.startswith("#"):
            return "#" + (label or names.get(target[1:], target[1:]))
        if target.startswith("!date"):
            return label
        if target.startswith("!"):
            return "!!" + target[1:]  # a live mention is never plain text
        return label or target
    text = re.sub(r"<([^<>\n]+)>", angle, text)
    text = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<![\w`])`([^`\n]+)`(?!`)", r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\u200b", "")


class Refused(Exception):
    pass


class StandIn:
    """One stand-in, reached through its control interface. `who` is a user id, `channel` a channel id."""

    def __init__(self, base, token):
        self.base = base.rstrip("/")
        self.token = token
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.names = {}
        self.channels = {}
        self.bot = None
        self.dms = {}
        self.refresh()

    def call(self, path, body=None, **query):
        query["token"] = self.token
        address = "%s%s?%s" % (self.base, path, "&".join("%s=%s" % (k, v) for k, v in query.items()))
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(address, data=data, headers={"Content-Type": "application/json"})
        try:
            with self.opener.open(request, timeout=30) as answer:
                return json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            raise Refused("%s: HTTP %d %s" % (path, error.code, error.read()[:300])) from error

    def act(self, do, **fields):
        answer = self.call("/control/act", dict(fields, do=do))
        if not answer.get("ok"):
            raise Refused("%s %s: %s" % (do, json.dumps(fields, ensure_ascii=False)[:300], json.dumps(answer, ensure_ascii=False)))
        return answer

    def pending(self):
        return self.call("/control/pending")

    def log(self, since=0):
        return self.call("/control/log", since=since)

    def fault(self, fault):
        return self.call("/control/fault", fault)

    def refresh(self):
        hello = self.act("hello", since=None)
        users = hello["users"]
        for user in users.values() if isinstance(users, dict) else users:
            self.names[user["id"]] = user.get("real_name") or user.get("name")
            if user.get("is_bot") and user.get("name") == "kaigi":
                self.bot = user["id"]
        channels = hello["channels"]
        for channel in channels.values() if isinstance(channels, dict) else channels:
            self.channels[channel["id"]] = channel
            if channel.get("name"):
                self.names[channel["id"]] = channel["name"]
        return hello

    def dm(self, who):
        if who not in self.dms:
            answer = self.act("open_dm", **{"as": who, "users": [self.bot]})
            channel = answer["channel"]
            self.dms[who] = channel["id"] if isinstance(channel, dict) else channel
        return self.dms[who]

    def history(self, who, channel, thread=None):
        messages, before = [], None
        for _ in range(40):
            fields = {"as": who, "channel": channel, "limit": 200}
            if thread:
                fields["thread_ts"] = thread
            if before:
                fields["before"] = before
            answer = self.act("history", **fields)
            messages = answer["messages"] + messages
            if not answer.get("more") or not answer["messages"]:
                break
            before = answer["messages"][0]["ts"]
        return messages

    def text(self, message):
        return flatten(message, self.names)

    def is_bots(self, message):
        return bool(message.get("bot_id")) or message.get("user") == self.bot

    def private(self, who):
        """Everything that this person alone was told: direct messages (threads too) and ephemeral ones, by time."""
        out = []
        channel = self.dm(who)
        for message in self.history(who, channel):
            out.append(dict(message, channel=channel, private="dm"))
            if message.get("reply_count"):
                for reply in self.history(who, channel, message["ts"]):
                    if reply["ts"] != message["ts"]:
                        out.append(dict(reply, channel=channel, private="dm"))
        for channel in self.channels:
            try:
                answer = self.act("ephemerals", **{"as": who, "channel": channel})
            except Refused:
                continue
            for message in answer.get("messages") or answer.get("ephemerals") or []:
                out.append(dict(message, channel=channel, private="ephemeral"))
        try:
            answer = self.act("ephemerals", **{"as": who, "channel": self.dm(who)})
            for message in answer.get("messages") or answer.get("ephemerals") or []:
                out.append(dict(message, channel=self.dm(who), private="ephemeral"))
        except Refused:
            pass
        out.sort(key=lambda m: float(m.get("ts") or 0))
        return [m for m in out if self.is_bots(m) or m["private"] == "ephemeral"]

    def views(self, who):
        answer = self.act("views", **{"as": who})
        return answer.get("views") or []

    def upload(self, who, name, data):
        address = "%s/page/upload?token=%s&user=%s&name=%s" % (
            self.base, self.token, who, urllib.request.quote(name, safe=""))
        request = urllib.request.Request(address, data=data, headers={"Content-Type": "application/octet-stream"})
        with self.opener.open(request, timeout=120) as answer:
            body = json.loads(answer.read())
        if not body.get("ok"):
            raise Refused("upload: %s" % body)
        return body["file"]


def labels(view):
    """block_id → (label, element) of a modal's inputs."""
    found = {}
    for block in view.get("blocks") or []:
        if block.get("type") == "input":
            found[block.get("block_id")] = (block["label"]["text"], block["element"])
    return found


def element_state(element, value):
    kind = element.get("type")
    if kind in ("static_select", "radio_buttons"):
        option = pick(element, value)
        return {"type": kind, "selected_option": option}
    if kind in ("checkboxes", "multi_static_select"):
        options = [pick(element, one) for one in value.split("\n") if one]
        return {"type": kind, "selected_options": options}
    return {"type": kind, "value": value}


def pick(element, value):
    for option in element.get("options") or []:
        if option["value"] == value or option["text"]["text"].startswith(value) or value in option["text"]["text"]:
            return option
    raise Refused("no option %r in %s" % (value, [o["text"]["text"] for o in element.get("options") or []]))


def initial_state(element):
    kind = element.get("type")
    if kind in ("static_select", "radio_buttons"):
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in ("checkboxes", "multi_static_select"):
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    return {"type": kind, "value": element.get("initial_value")}


def form_values(view, pairs):
    """The state a page would submit when these fields are typed over what was prefilled."""
    values, left = {}, dict(pairs)
    for block_id, (label, element) in labels(view).items():
        action = element.get("action_id")
        state = initial_state(element)
        for key in list(left):
            if key in (block_id, action) or label.startswith(key):
                state = element_state(element, left.pop(key))
        values[block_id] = {action: state}
    if left:
        raise Refused("no field %s; there are %s" % (list(left), [(b, l[0]) for b, l in labels(view).items()]))
    return values


def wait_for(what, condition, seconds=10.0, step=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = condition()
        if got:
            return got
        time.sleep(step)
    raise TimeoutError("waited %.0f s for %s" % (seconds, what))


def encode(data):
    return base64.b64encode(data).decode()
