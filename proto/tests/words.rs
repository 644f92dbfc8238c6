//! Words are counted as people count them: the Universal Declaration of Human Rights in six languages, of which another
//! program counted the words with other means (letters, digits and marks; an apostrophe or a point joins; each Han
//! character counts), and the characters that are neither white space nor marks.
#![allow(missing_docs, reason = "tests say so when they fail")]

use rostrum_proto::words::length;

#[test]
fn the_same_text_has_as_many_words_as_it_has_in_each_language() {
    for (lang, text, words, characters) in [
        ("ar", include_str!("texts/ar.txt"), 1332, 6208),
        ("zh", include_str!("texts/zh.txt"), 2560, 2743),
        ("en", include_str!("texts/en.txt"), 1753, 8891),
        ("fr", include_str!("texts/fr.txt"), 1946, 9953),
        ("ru", include_str!("texts/ru.txt"), 1597, 10124),
        ("es", include_str!("texts/es.txt"), 1913, 9975),
    ] {
        let counted = length(text);
        assert_eq!((counted.words, counted.characters), (words, characters), "{lang}");
    }
}
