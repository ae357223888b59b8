# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence that looks bought, added to accounts: the score must not fall.

Each addition is only ever more of the same kind of evidence, in three doses that contain
each other, at days of the account's own (what falls on one day at a whole roster is a
platform's purge). What an account shows besides stays as it is, byte for byte. A fall is told
with how often and how far; the smallest is that of rounding.
"""
import copy
import math

import adversary_world as world

EPSILON = 1e-6  # the unit in which a score's parts add up
LINE = "Nice content dear, keep it up!!! 🔥🔥🔥"


def last_day(account):
    return account["growth"][-1]["at"][:10]


def same_comments(account, dose):
    """One text by new names within minutes under the newest post."""
    posts = [p for p in account.get("posts", []) if p.get("comments") is not None]
    if not posts or not account.get("comments"):
        return False
    post = max(posts, key=lambda p: p["at"])
    at = world.seconds(post["at"]) + 1800
    for k in range(15 * dose):
        account["comments"].append({"id": f"8{k:06}", "post": post["id"],
                                    "at": world.moment(at + 7 * k),
                                    "author": f"user{48151623 + 977 * k}", "text": LINE})
    post["comments"] += 15 * dose
    return True


def add_followers(account, more):
    """So many more at each reading; counts that were cut to three figures stay so."""
    rows = account["growth"]
    cuts = all(row["followers"] == world.cut(row["followers"]) for row in rows)
    for row, extra in zip(rows, more):
        count = row["followers"] + extra
        row["followers"] = world.cut(count) if cuts else count
    account["followers"] = rows[-1]["followers"]


def pulse(account, dose):
    """So many per cent of the followers come within a day and do nothing."""
    rows = account["growth"]
    at = int(len(rows) * world.keyed(account, "pulse").uniform(0.3, 0.8))
    gain = round(0.04 * dose * rows[at]["followers"])
    add_followers(account, [gain if k >= at else 0 for k in range(len(rows))])
    return len(rows) > 30


def refilled(account, dose):
    """A pulse that is lost and put back, again and again."""
    rows = account["growth"]
    size = round(0.08 * rows[0]["followers"])
    first = int(len(rows) * world.keyed(account, "refill").uniform(0.05, 0.3))
    more = [0] * len(rows)
    for turn in range(dose):
        start = first + turn * len(rows) // 6
        for k in range(start, len(rows)):
            more[k] += round(size * max(0, 1 - (k - start) / (len(rows) / 7)))
    add_followers(account, more)
    return len(rows) > 60


def fake_followers(account, dose):
    """Profiles without anything, made on one day, in place of every so manieth row."""
    rows = [r for r in account.get("audience", []) if r.get("role") == "follower"]
    for k, row in enumerate(rows):
        if k % 10 >= 2 * dose:
            continue
        for key, value in {"followers": 3, "following": 4200 + k % 40, "posts": 0,
                           "has_picture": False, "has_bio": False, "bio_length": 0,
                           "username_digits": 8}.items():
            if key in row:
                row[key] = value
        if "username" in row:
            row["username"] = f"user{10000019 + 7919 * k % 89999999}"
        if "bio" in row:
            del row["bio"]
        if "created_at" in row:
            row["created_at"] = f"2025-03-11T10:{k % 60:02}:00Z"
        row.pop("last_post_at", None)
    return bool(rows)


def flat_likes(account, dose):
    """The same number of likes on every post."""
    posts = [p for p in account.get("posts", []) if p.get("likes") is not None]
    amount = round(0.5 * dose * (world.usual(posts, "likes") or 0))
    for post in posts:
        post["likes"] += amount
    return bool(posts) and amount > 0


def viewers(account, dose):
    """A plateau of viewers on every stream."""
    streams = {}
    for row in account.get("livestreams", []):
        streams.setdefault(row["stream"], []).append(row)
    for rows in streams.values():
        level = sorted(r["viewers"] for r in rows)[len(rows) // 2]
        amount = dose * max(100, round(level, -2))
        for row in rows[len(rows) // 6:len(rows) * 5 // 6]:
            row["viewers"] += amount
    return bool(streams)


def empty_orders(account, dose):
    """Orders without a click, every fifth day, the same number each time."""
    day = world.seconds(last_day(account))
    rows = account.setdefault("sales", [])
    for k in range(40):
        for channel in ("link", "shop"):
            own = 12 * dose if k % 5 == 0 and channel == "link" else 1 + k % 2
            rows.append({"at": world.moment(day - k * world.DAY)[:10], "code": "M1",
                         "channel": channel, "clicks": 60 + 7 * (k % 3), "orders": own,
                         "revenue": own * 90000, "new_customers": own,
                         "currency": "VND"})
    return True


ADDITIONS = [same_comments, pulse, refilled, fake_followers, flat_likes, viewers,
             empty_orders]


def more(bench):
    """How often and how far the score falls. @return accounts it fell for"""
    fallen = 0
    for addition in ADDITIONS:
        name = addition.__name__.replace("_", " ")
        earlier = dict(bench.before)
        for dose in (1, 2, 4):
            # the others stay in the roster: what is a purge there is seen across it
            roster, changed = [], set()
            for account in bench.buyers:
                after = copy.deepcopy(account)
                if addition(after, dose):
                    changed.add(account["handle"])
                roster.append(after if account["handle"] in changed else account)
            scores = {h: s for h, s in bench.judge(roster).items() if h in changed}
            drops = [max(earlier[h] - s, 0) for h, s in scores.items()
                     if not math.isnan(s) and not math.isnan(earlier[h])]
            fell = [d > EPSILON for d in drops]
            bench.add("more", name, f"dose {dose}: share whose score falls", fell)
            bench.add("more", name, f"dose {dose}: largest fall, log-odds", drops,
                      figure=lambda d: max(d, default=math.nan))
            fallen += sum(fell)
            # sales begin with the first dose; what comes after is compared with that
            earlier.update(scores)
    return fallen

