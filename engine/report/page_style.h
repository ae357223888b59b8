/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The style of the page, and its hash as the page's own policy names it; a test keeps
 * the two together. Contrast is 4.5 to 1 or more in light and dark. */
#ifndef ASSAY_REPORT_PAGE_STYLE_H
#define ASSAY_REPORT_PAGE_STYLE_H

/* clang-format off */
#define ASSAY__PAGE_STYLE_HASH \
    "sha256-vI/mPQYHT3K0GHcPswe7Xb16UuNejt1Dgv1Q+sYFdP0="

#define ASSAY__PAGE_STYLE \
    "\n" \
    ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--" \
    "paper:#fff;--sign:#116329;--review:#7d4e00;--decline:#a40e26}\n" \
    "@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line" \
    ":#3d444d;--paper:#0d1117;--sign:#3fb950;--review:#d29922;--decline:#ff7b72}}\n" \
    "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-" \
    "ui,sans-serif}\n" \
    "main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem}\n" \
    "h1{font-size:1.5rem;margin:0 0 .5rem}h3{font-size:1rem;margin:.75rem 0 .25re" \
    "m}\n" \
    "p{margin:.25rem 0;max-width:45rem}.small,small{color:var(--soft);font-size:." \
    "85em}\n" \
    "code{overflow-wrap:anywhere}\n" \
    ".counts{display:flex;flex-wrap:wrap;gap:1.5rem;list-style:none;padding:0}\n" \
    ".scroll{overflow-x:auto;margin-top:1rem}\n" \
    "table{border-collapse:collapse;width:100%}\n" \
    "th,td{text-align:left;padding:.4rem .6rem;vertical-align:top}\n" \
    "thead th{border-bottom:2px solid var(--line)}tbody{border-bottom:1px solid v" \
    "ar(--line)}\n" \
    "tbody th{font-weight:400;overflow-wrap:anywhere}\n" \
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n" \
    ".sign{color:var(--sign)}.review{color:var(--review)}.decline{color:var(--dec" \
    "line);font-weight:600}\n" \
    ".insufficient_data{color:var(--soft)}\n" \
    ".flag{border:1px solid currentColor;border-radius:.25rem;padding:0 .3rem;fon" \
    "t-size:.85em}\n" \
    "summary{cursor:pointer;color:var(--soft)}details ul{margin:.25rem 0;padding-" \
    "left:1.25rem}\n" \
    "@media print{details{display:block}}\n"
/* clang-format on */

#endif
