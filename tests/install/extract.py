#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the program that stands in the opening comment of a header: its lines from the
first #include on, without the comment's margin."""
import re
import sys

comment = re.search(r"^ \*     (#include.*?)^ \*/", open(sys.argv[1]).read(), re.M | re.S)
program = re.split(r"^ \* (?! )", comment.group(1), maxsplit=1, flags=re.M)[0]
print(re.sub(r"^ \*(?:     )?", "", program, flags=re.M))
