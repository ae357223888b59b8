#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is put into records by the adversary bench, against what was ordered."""
import copy
import unittest

import adversary_more as more
import adversary_world as world


def account():
    day = world.seconds("2026-01-01")
    stamp = [world.moment(day + k * world.DAY) for k in range(120)]
    return {
        "platform": "tiktok", "handle": "someone", "language": "en", "followers": 21190,
        "growth": [{"at": t, "followers": 20000 + 10 * k} for k, t in enumerate(stamp)],
        "posts": [{"id": f"p{k}", "at": stamp[4 * k], "likes": 400 + 11 * k, "views": 9000,
                   "comments": 20} for k in range(25)],
        "comments": [{"id": f"c{k}", "post": f"p{k % 25}", "at": stamp[4 * (k % 25) + 1],
                      "author": f"fan{k % 30}", "text": f"well said {k}"}
                     for k in range(100)],
        "audience": [{"id": str(k), "role": "follower", "username": f"me{k}",
                      "followers": 500, "following": 300, "posts": 40,
                      "has_picture": True, "position": 100 * k + 50} for k in range(210)],
        "livestreams": [{"stream": "s1", "at": world.moment(day + 60 * k), "viewers": 80,
                         "comments": 3} for k in range(90)],
    }


class Served(unittest.TestCase):
    def test_the_account_given_stays_as_it_was(self):
        before = account()
        world.serve(before, world.Order(followers=5000, likes=1, comments=0.5, pod=9,
                                        viewers=1), [account()])
        self.assertEqual(before, account())

    def test_two_services_are_the_same(self):
        order = world.Order(followers=5000, days=30, jitter=0.4, comments=1)
        one, two = (world.serve(account(), order, [account()]) for _ in range(2))
        self.assertEqual(one, two)

    def test_what_was_wanted_is_there_at_the_end(self):
        for settings in ({"days": 1}, {"days": 45, "jitter": 0.5}, {"relaxing": 1},
                         {"days": 60, "pieces": 6}, {"after_post": True, "days": 9},
                         {"kept_28": 0.7, "refill": True}):
            served, bill = world.serve(account(), world.Order(followers=10000, **settings),
                                       [])
            gained = served["growth"][-1]["followers"] - 21190
            lost = 0.6 if settings.get("refill") else 0.97
            self.assertTrue(10000 * lost <= gained <= 10400, (settings, gained))
            self.assertGreaterEqual(bill["followers"], gained * 0.99)

    def test_nothing_comes_before_it_is_delivered(self):
        served, _ = world.serve(account(), world.Order(followers=10000, start=0.5), [])
        same = [a == b for a, b in zip(served["growth"], account()["growth"])]
        self.assertGreater(sum(same), 50)
        self.assertFalse(all(same))

    def test_the_sample_holds_about_the_share_of_the_list(self):
        served, _ = world.serve(account(), world.Order(followers=10000), [])
        fakes = sum(a != b for a, b in zip(served["audience"], account()["audience"]))
        # positions up to 20,950 of 31,190: the 10,000 that came and half of the others
        self.assertTrue(0.35 < fakes / 210 < 0.6, fakes)

    def test_cut_counts_stay_cut(self):
        rough = account()
        for row in rough["growth"]:
            row["followers"] = world.cut(row["followers"])
        served, _ = world.serve(rough, world.Order(followers=9999), [])
        self.assertTrue(all(r["followers"] % 100 == 0 for r in served["growth"]))

    def test_likes_that_are_bought_are_on_the_bill(self):
        served, bill = world.serve(account(), world.Order(like_package=1), [])
        more_likes = sum(a["likes"] - b["likes"]
                         for a, b in zip(served["posts"], account()["posts"]))
        self.assertEqual(bill["likes"], more_likes)
        self.assertGreater(more_likes, 25 * 400)


class Added(unittest.TestCase):
    def test_every_addition_adds_in_every_dose(self):
        for addition in more.ADDITIONS:
            shapes = []
            for dose in (1, 2, 4):
                after = account()
                self.assertTrue(addition(after, dose), addition.__name__)
                self.assertNotEqual(after, account())
                self.assertNotIn(after, shapes)
                shapes.append(copy.deepcopy(after))


if __name__ == "__main__":
    unittest.main()
