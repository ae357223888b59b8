# SPDX-License-Identifier: GPL-3.0-or-later
"""What sellers deliver, put into records of honest accounts.

Written apart from tools/simulate and without a look at any detector: it takes a record as
`assay simulate --format ndjson` wrote it and adds what a product would add, no more. The
honest account and the served one differ by the purchase alone. Every draw is keyed by the
account and the order, so that figures can be taken again.
"""
import copy
import dataclasses
import datetime
import math
import random

DAY = 86400.0


@dataclasses.dataclass(frozen=True)
class Order:
    """A purchase and how it is delivered."""

    followers: float = 0      # wanted, there at the end
    start: float = 0.3        # share of the window after which delivery begins
    days: float = 1
    pieces: int = 1           # parts of equal size with gaps between them
    jitter: float = 0.05      # sd of the log of a day's delivery
    relaxing: float = 0       # 0 an even rate, 1 as attention relaxes
    rhythm: bool = False      # more at weekends, as people come
    after_post: bool = False  # begins on the day of a post
    kept_28: float = 0.93
    refill: bool = False
    profile: str = "empty"    # empty, clone, aged, people
    likes: float = 0          # bought along, of what new followers would give; 1: all
    like_package: float = 0   # likes on each post, of the account's usual
    view_package: float = 0
    comments: float = 0       # of the usual, on each post
    script: str = "bank"      # bank: a few texts; own: other people's words
    pod: int = 0              # members
    viewers: float = 0        # at once, on each livestream, of its usual


def seconds(text):
    """Unix seconds of a date or a time with Z."""
    form = "%Y-%m-%dT%H:%M:%SZ" if "T" in text else "%Y-%m-%d"
    at = datetime.datetime.strptime(text, form)
    return at.replace(tzinfo=datetime.timezone.utc).timestamp()


def moment(at):
    return datetime.datetime.fromtimestamp(int(at), datetime.timezone.utc).strftime(
        "%Y-%m-%dT%H:%M:%SZ")


def keyed(account, what):
    return random.Random(f"{account['platform']}/{account['handle']}/{what}")


class Curve:
    """Followers that came with an order and are still there, by day of the window."""

    def __init__(self, account, order):
        growth = account["growth"]
        self.begins = seconds(growth[0]["at"])
        self.last = int((seconds(growth[-1]["at"]) - self.begins) / DAY)
        self.arrived = [0.0] * (self.last + 2)
        self.there = [0.0] * (self.last + 2)
        self.ordered = 0.0
        if order.followers > 0 and self.last > 3:
            self.deliver(account, order, keyed(account, "delivery"))

    def first_day(self, account, order):
        # about then, and not on one day for all customers
        start = order.start + keyed(account, "start").uniform(-0.04, 0.12)
        day = min(max(int(start * self.last), 1), self.last - 1)
        if not order.after_post:
            return day
        posts = sorted(int((seconds(p["at"]) - self.begins) / DAY)
                       for p in account.get("posts", []))
        return next((p for p in posts if day <= p < self.last), day)

    def plan(self, account, order, rng):
        """Share of the order by day."""
        first = self.first_day(account, order)
        length = max(1, round(order.days))
        pieces = min(order.pieces, length)
        share = {}
        for k in range(length):
            # pieces of one day, spread over the length; one piece is the whole length
            if pieces > 1 and k % max(1, length // pieces) != 0:
                continue
            weight = (1 - order.relaxing) + order.relaxing * (k + 1) ** -1.4 * length / 3
            if order.rhythm:
                weekday = (int(self.begins / DAY) + first + k + 3) % 7
                weight *= 1.15 if weekday >= 5 else 0.94
            share[first + k] = weight * math.exp(rng.gauss(0, order.jitter))
        total = sum(share.values())
        return {d: w / total for d, w in share.items() if d <= self.last + 1}

    def deliver(self, account, order, rng):
        hazard = -math.log(order.kept_28) / 28
        parts = self.plan(account, order, rng)
        left = sum(share * self.kept(self.last + 1 - d, hazard)
                   for d, share in parts.items())
        sent = order.followers / max(left, 0.05) if not order.refill else order.followers
        here, owed = 0.0, 0.0
        self.ordered = sent
        for d in range(1, self.last + 2):
            gone = here * (1 - math.exp(-hazard))
            come = sent * parts.get(d, 0)
            owed += gone
            if order.refill and owed > 0.05 * sent and d % 30 == 0:
                come, owed = come + owed, 0
            here += come - gone
            self.arrived[d], self.there[d] = come, here

    @staticmethod
    def kept(age, hazard):
        return math.exp(-hazard * max(age, 0))

    def at(self, when):
        x = (when - self.begins) / DAY
        if x <= 0:
            return 0.0
        d = min(int(x), self.last)
        return self.there[d] + (x - d) * (self.there[d + 1] - self.there[d])


def cut(count):
    """Three figures, as some platforms show."""
    unit = 10 ** (len(str(count)) - 3) if count >= 1000 else 1
    return count // unit * unit


def grow(account, curve):
    rows = account["growth"]
    cuts = all(r["followers"] == cut(r["followers"]) for r in rows)
    for r in rows:
        count = round(r["followers"] + curve.at(seconds(r["at"])))
        r["followers"] = cut(count) if cuts else count
    account["followers"] = rows[-1]["followers"]


def usual(posts, metric):
    known = sorted(p[metric] for p in posts if p.get(metric) is not None)
    return known[len(known) // 2] if known else None


def engage(account, order, curve):
    """Likes and views that are bought along, or as packages."""
    rng = keyed(account, "likes")
    posts = account.get("posts", [])
    ordinary = {m: usual(posts, m) for m in ("likes", "views")}
    given = {"likes": 0, "views": 0}
    for post in posts:
        followers = max(account["followers"], 1)
        more = order.likes * curve.at(seconds(post["at"])) / followers
        with_them = more * math.exp(rng.gauss(0, 0.15))
        for metric, package in (("likes", order.like_package),
                                ("views", order.view_package)):
            if post.get(metric) is None:
                continue
            flat = package * ordinary[metric] * (1 + 0.1 * rng.random())
            extra = round(post[metric] * with_them + flat)
            post[metric] += extra
            given[metric] += extra
        if post.get("likes") is not None:
            post["likes"] += round(order.pod * rng.uniform(0.6, 0.9))
    return given


def words_of(neighbours, language):
    """What is written at other accounts of the language, in a fixed order."""
    return [c["text"] for a in neighbours if a.get("language") == language
            for c in a.get("comments", []) if not c.get("by_creator")]


def names_of(neighbours, language):
    return [c["author"] for a in neighbours if a.get("language") == language
            for c in a.get("comments", []) if not c.get("by_creator")]


def wait(order, rng):
    """Seconds after the post."""
    if order.script == "own":
        return 5400 * ((1 - rng.random() * 0.98) ** (-1 / 0.9) - 1)
    return 900 + rng.uniform(0, 2400)


def talk(account, order, neighbours):
    """Comments that are bought, and those of a pod; the sample shows their share."""
    language = account.get("language")
    texts, names = words_of(neighbours, language), names_of(neighbours, language)
    rows = account.get("comments", [])
    if not texts or not rows:
        return 0
    given = 0
    bank = keyed({"platform": "", "handle": language}, "bank").sample(texts, 14)
    rng = keyed(account, "comments")
    crew = [f"{rng.choice(names)}{rng.randrange(10, 9999)}" for _ in range(40)]
    members = [rng.choice(names) for _ in range(max(order.pod, 1))]
    until = max(seconds(c["at"]) for c in rows)
    shown = {}
    for c in rows:
        shown[c["post"]] = shown.get(c["post"], 0) + 1
    for post in account.get("posts", []):
        there = post.get("comments") or 0
        bought = round(order.comments * there)
        mutual = round(order.pod * rng.uniform(0.5, 0.95))
        sampled = shown.get(post["id"], 0) / there if there else 0
        for k in range(round((bought + mutual) * sampled)):
            paid = k < bought * sampled
            after = wait(order, rng) if paid else rng.uniform(60, 3600)
            text = rng.choice(bank if paid and order.script == "bank" else texts)
            who = rng.choice(crew if paid and order.script == "bank" else
                             names if paid else members)
            at = min(seconds(post["at"]) + 20 + after, until)
            rows.append({"id": f"9{rng.randrange(10**15, 10**16)}", "post": post["id"],
                         "at": moment(at), "author": who, "text": text})
        if post.get("comments") is not None:
            post["comments"] = there + bought + mutual
        given += bought
    return given


PROFILES = {  # followers, following, posts (medians), share without posts, share pictured
    "empty": (20, 2400, 1, 0.7, 0.6),
    "clone": (160, 1000, 5, 0.15, 0.97),
    "aged": (300, 1300, 18, 0.05, 0.98),
    "people": (380, 2600, 60, 0.03, 0.99),
}


def profile(row, order, batch, rng):
    """The row of somebody else in place of the one that was there: the same cells told."""
    followers, following, posts, none, pictured = PROFILES[order.profile]
    drawn = {
        "followers": round(followers * math.exp(rng.gauss(0, 1.2))),
        "following": min(7500, round(following * math.exp(rng.gauss(0, 1.0)))),
        "posts": 0 if rng.random() < none else
                 1 + round(posts * math.exp(rng.gauss(0, 1.0))),
        "has_picture": rng.random() < pictured,
        "private": rng.random() < 0.2,
        "username_digits": rng.choice((0, 0, 2, 4, 6)),
    }
    for key, value in drawn.items():
        if key in row:
            row[key] = value
    if "created_at" in row:
        same = rng.random() < (0.4 if order.profile in ("empty", "clone") else 0.1)
        day = batch if same else batch - rng.uniform(0, 200) * DAY
        row["created_at"] = moment(day + rng.uniform(0, DAY))
        # nobody follows before they exist
        if "followed_at" in row and row["created_at"] > row["followed_at"]:
            row["created_at"] = moment(seconds(row["followed_at"]) - 7200)
    row.pop("last_post_at", None)


def share_among(row, account, curve, before):
    """How likely the one in a row's place came with the order."""
    total = curve.there[-1]
    if "position" not in row:
        return total / max(account["followers"], 1)
    rank, seen = row["position"], 0.0
    for d in range(curve.last + 1, 0, -1):
        own = max(before[d] - before[d - 1], 0)
        here = own + curve.arrived[d]
        if here > 0 and rank <= seen + here:
            return curve.arrived[d] / here
        seen += here
    return 0.0


def daily(account, curve):
    """Followers before the purchase, by day."""
    rows = [((seconds(r["at"]) - curve.begins) / DAY, r["followers"])
            for r in account["growth"]]
    out, k = [], 0
    for d in range(curve.last + 2):
        while k + 1 < len(rows) and rows[k + 1][0] <= d:
            k += 1
        nxt = rows[min(k + 1, len(rows) - 1)]
        span = max(nxt[0] - rows[k][0], 1e-9)
        part = min(max((d - rows[k][0]) / span, 0), 1)
        out.append(rows[k][1] + part * (nxt[1] - rows[k][1]))
    return out


def mingle(account, order, curve, before):
    rows = account.get("audience", [])
    rng = keyed(account, "audience")
    length = 700 if order.profile in ("aged", "people") else 60
    batches = [curve.begins + order.start * curve.last * DAY - rng.uniform(5, length) * DAY
               for _ in range(3)]
    for row in rows:
        if row.get("role") == "follower" and rng.random() < share_among(
                row, account, curve, before):
            profile(row, order, rng.choice(batches), rng)


def watch(account, order):
    """A package of viewers on each stream: a step, held, and gone before the end."""
    streams = {}
    for row in account.get("livestreams", []):
        streams.setdefault(row["stream"], []).append(row)
    rng = keyed(account, "viewers")
    minutes = 0.0
    for rows in streams.values():
        rows.sort(key=lambda r: r["at"])
        level = sorted(r["viewers"] for r in rows)[len(rows) // 2]
        amount = max(100, round(order.viewers * level, -1))
        each = (seconds(rows[-1]["at"]) - seconds(rows[0]["at"])) / 60 / len(rows)
        for row in rows[max(2, len(rows) // 12):max(3, len(rows) * 4 // 5)]:
            row["viewers"] += round(amount * (1 + rng.gauss(0, 0.01)))
            minutes += amount * each
    return minutes


def serve(account, order, neighbours):
    """The account after a purchase, and how much was bought of what; the one given stays
    as it was."""
    served = copy.deepcopy(account)
    curve = Curve(served, order)
    before = daily(served, curve)
    bill = {"followers": curve.ordered}
    grow(served, curve)
    if order.likes or order.like_package or order.view_package or order.pod:
        bill.update(engage(served, order, curve))
    if order.comments or order.pod:
        bill["comments"] = talk(served, order, neighbours)
    if order.followers:
        mingle(served, order, curve, before)
    if order.pod:
        bill["pod_months"] = curve.last / 30
    if order.viewers:
        bill["viewer_minutes"] = watch(served, order)
    return served, bill
