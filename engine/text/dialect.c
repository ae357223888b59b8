/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Northern, central, southern Vietnamese by the words that only one of them uses.
 *
 * Particles and everyday words, one or two at a time. With diacritics `rứa` is central;
 * without them it is also to wash, so plain texts have a list of their own, shorter.
 * Three dialects and their borders after Hoàng Thị Châu 1989, Tiếng Việt trên các miền
 * đất nước; words the whole country took over from one of them (nha, xỉu) are left out.
 */
#include "text/language.h"

#include <string.h>

#include "base/str.h"
#include "text/dialects.h"

typedef struct list {
    const char *marked, *plain; /* phrases of one or two words, separated by `|` */
} list;

/* clang-format off */
static const list LISTS[ASSAY__DIALECT_COUNT] = {
    [ASSAY__DIALECT_NORTH] =
        {"nhỉ|nhở|nhá|vâng|vâng ạ|thế à|thế nhỉ|sao thế|gì thế|đâu thế|thế này|"
         "thế kia|đấy ạ|đấy nhé|đấy à|ở đấy|phết|hay phết|xinh phết|giời|"
         "giời ơi|bố mẹ|bố|béo|gầy|quả này|thìa|bát|bánh rán|hoa quả|ngô|"
         "chả nhẽ|nhẽ|bảo là|buồn cười|cơ mà|thôi nhé|khiếp|gớm|ối giời|tớ|"
         "cậu ơi|đi nhá|mũ bảo|ô tô|rẽ|tất chân",
         "nhi nhi|phet|hay phet|xinh phet|gioi oi|gi the|sao the|the nhi|vang a|"
         "dau the|co ma|khiep|oi gioi|the a"},
    [ASSAY__DIALECT_CENTRE] =
        {"rứa|răng rứa|chi rứa|rứa hè|rứa hỉ|răng mà|răng hè|mần|mần chi|"
         "mần răng|đi mô|ở mô|mô rứa|mô tê|mô rồi|mô hè|chừ|bây chừ|nớ|bên nớ|"
         "ni nì|nhà ni|cái ni|bữa ni|bữa ri|ri nì|như ri|hỉ|nỏ|nỏ biết|mệ|mạ ơi|"
         "trốc|mi đi|chộ|ngái|hấn|bọn tau|dữ hè|đẹp hè|chi mô|chi lạ|o nớ|cấy ni",
         "rang rua|chi rua|man chi|man rang|di mo|o mo|mo rua|mo te|bay chu|"
         "cai ni|bua ni|no biet|chi la|rua he|rua hi"},
    [ASSAY__DIALECT_SOUTH] =
        {"nghen|hen|hông|hổng|hong|hông ta|dị|dị đó|vầy|dzậy|zậy|zị|dạ hông|"
         "được hông|nè|đó nghen|đó đa|thiệt|thiệt tình|thiệt luôn|tui|tụi tui|"
         "tụi mình|mập|mập mạp|bự|bự chảng|lẹ|lẹ đi|xài|coi|coi nè|coi chừng|"
         "bển|ổng|bả|hổm rày|hổm|ráng|ráng lên|má ơi|ba má|tía|nhậu|mắc cười|"
         "mắc cỡ|quá xá|quá trời|dữ thần|dữ vậy|dìa|dìa quê|đi dìa|dô|dô đây|"
         "trái thơm|bông|chén|muỗng|bắp|đậu phộng|heo|quẹo|nón bảo|xe hơi|bịnh|"
         "vậy hả|sao vậy|gì vậy|vậy á|vậy ta|hết sảy|hết trơn|trơn trọi|uổng|"
         "cưng xỉu|nhỏ bạn|hồi đó|bữa giờ|bữa nào",
         "nghen|tui|thiet|thiet luon|dzay|zay|duoc hong|hong ta|mac cuoi|"
         "qua troi|qua xa|hom ray|vay ha|vay ta|dau phong|coi ne|hong a|xai|"
         "hoi do|bua gio"},
};
/* clang-format on */

const char *assay__dialect_name(assay__dialect dialect)
{
    static const char *const NAMES[] = {"north", "centre", "south"};
    return NAMES[dialect];
}

/* A byte of ASCII that is no letter ends a word; everything else is part of one. */
static bool is_letter(char byte)
{
    return (byte & '\x80') != 0 || (byte >= 'a' && byte <= 'z');
}

/* The next word of a visible key; length 0 at its end. */
static assay_str next_word(assay_str text, size_t *at)
{
    while (*at < text.len && !is_letter(text.ptr[*at]))
        ++*at;
    size_t begin = *at;
    while (*at < text.len && is_letter(text.ptr[*at]))
        ++*at;
    return (assay_str){text.ptr + begin, *at - begin};
}

/* Hash of a phrase of one or two words, as the reader below makes it. */
static uint64_t phrase_hash(assay_str phrase)
{
    size_t at = 0;
    uint64_t hash = 0;
    for (assay_str word = next_word(phrase, &at); word.len > 0;
         word = next_word(phrase, &at))
        hash = assay__phrase_hash(hash, assay__word_hash(word.ptr, word.len));
    return hash;
}

static size_t count_phrases(const char *phrases)
{
    size_t n = 1;
    for (; *phrases != '\0'; phrases++)
        n += *phrases == '|';
    return n;
}

static assay_status add_phrases(const char *phrases, uint32_t bits, bool plain,
                                assay_arena *arena, assay__word_bits *out,
                                assay_error *err)
{
    while (*phrases != '\0') {
        assay__folded folded;
        size_t len = strcspn(phrases, "|");
        ASSAY__TRY(assay__fold((assay_str){phrases, len}, arena, &folded, err));
        assay__word_bits_add(out, phrase_hash(plain ? folded.skeleton : folded.visible),
                             bits);
        phrases += len + (phrases[len] == '|');
    }
    return ASSAY_OK;
}

/* One table of all dialects, of their marked or of their plain phrases. */
static assay_status fill(bool plain, assay_arena *arena, assay__word_bits *out,
                         assay_error *err)
{
    const char *phrases[ASSAY__DIALECT_COUNT];
    size_t n = 0;
    for (unsigned i = 0; i < ASSAY__DIALECT_COUNT; i++) {
        phrases[i] = plain ? LISTS[i].plain : LISTS[i].marked;
        n += count_phrases(phrases[i]);
    }
    ASSAY__TRY(assay__word_bits_new(arena, n, out, err));
    for (unsigned i = 0; i < ASSAY__DIALECT_COUNT; i++)
        ASSAY__TRY(add_phrases(phrases[i], UINT32_C(1) << i, plain, arena, out, err));
    return ASSAY_OK;
}

assay_status assay__dialects_fill(assay_arena *arena, assay__word_bits *marked,
                                  assay__word_bits *plain, assay_error *err)
{
    ASSAY__TRY(fill(false, arena, marked, err));
    return fill(true, arena, plain, err);
}

static void count_bits(uint32_t bits, unsigned counts[])
{
    for (unsigned i = 0; i < ASSAY__DIALECT_COUNT; i++)
        counts[i] += bits >> i & 1;
}

static void count_text(const assay__word_bits *table, assay_str text, unsigned counts[])
{
    uint64_t last = 0;
    size_t at = 0;
    for (assay_str word = next_word(text, &at); word.len > 0;
         word = next_word(text, &at)) {
        uint64_t own = assay__word_hash(word.ptr, word.len);
        uint64_t one = assay__phrase_hash(0, own);
        count_bits(assay__word_bits_of(table, one), counts);
        if (last != 0)
            count_bits(assay__word_bits_of(table, assay__phrase_hash(last, own)), counts);
        last = one;
    }
}

assay__dialect assay__dialect_read(const assay__languages *languages,
                                   const assay__folded *folded, const assay__split *split)
{
    unsigned counts[ASSAY__DIALECT_COUNT] = {0};
    bool has_marks = false;
    for (size_t i = 0; i < folded->visible.len && !has_marks; i++)
        has_marks = (unsigned char)folded->visible.ptr[i] >= 0xC3 &&
                    (unsigned char)folded->visible.ptr[i] <= 0xE1;
    if (has_marks)
        count_text(&languages->marked, folded->visible, counts);
    else
        count_text(&languages->plain, split->text, counts);
    unsigned best = 0, others = 0;
    for (unsigned i = 1; i < ASSAY__DIALECT_COUNT; i++)
        best = counts[i] > counts[best] ? i : best;
    for (unsigned i = 0; i < ASSAY__DIALECT_COUNT; i++)
        others = i != best && counts[i] > others ? counts[i] : others;
    return counts[best] > others ? (assay__dialect)best : ASSAY__DIALECT_NONE;
}
