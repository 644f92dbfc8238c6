//! The numbers of annexes, as each language writes them: "Annex IV", "附件四", "المرفق الرابع".

use serde::Deserialize;

/// How a language numbers annexes. A number that it has no way to write is written in digits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "system", rename_all = "snake_case", deny_unknown_fields)]
pub enum Numerals {
    /// I, II, III, IV: from 1 to 3999.
    Roman {},
    /// 一, 二, 十一, 一百零一: from 1 to 9999.
    Chinese {
        /// From nought to nine.
        digits: String,
        /// Ten, a hundred, a thousand.
        places: String,
    },
    /// Words for the first, the second and so on: from 1 to 199.
    Ordinal {
        /// From the first to the nineteenth.
        ones: Vec<String>,
        /// From the twentieth to the ninetieth.
        tens: Vec<String>,
        /// The first, where a ten follows it.
        one_and: String,
        /// `{one}` and `{ten}`.
        both: String,
        /// The hundredth.
        hundred: String,
        /// `{number}` after the hundredth.
        after_hundred: String,
    },
}

/// The signs of Roman numerals, the highest first.
const ROMAN: [(usize, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

impl Numerals {
    /// A number.
    #[must_use]
    pub fn write(&self, number: usize) -> String {
        let written = match self {
            Self::Roman {} => roman(number),
            Self::Chinese { digits, places } => chinese(number, digits, places),
            Self::Ordinal { hundred, after_hundred, .. } => match number {
                100 => Some(hundred.clone()),
                101..=199 => self
                    .below_hundred(number - 100)
                    .map(|number| after_hundred.replace("{number}", &number)),
                number => self.below_hundred(number),
            },
        };
        written.unwrap_or_else(|| number.to_string())
    }

    fn below_hundred(&self, number: usize) -> Option<String> {
        let Self::Ordinal { ones, tens, one_and, both, .. } = self else { return None };
        let one = |number: usize| ones.get(number.checked_sub(1)?);
        let ten = |number: usize| tens.get((number / 10).checked_sub(2)?);
        match (number, number % 10) {
            (0..20, _) => one(number).cloned(),
            (_, 0) => ten(number).cloned(),
            (_, 1) => Some(both.replace("{one}", one_and).replace("{ten}", ten(number)?)),
            (_, n) => Some(both.replace("{one}", one(n)?).replace("{ten}", ten(number)?)),
        }
    }
}

fn roman(mut number: usize) -> Option<String> {
    if !(1..=3999).contains(&number) {
        return None;
    }
    let mut roman = String::new();
    for (value, sign) in ROMAN {
        while number >= value {
            roman.push_str(sign);
            number -= value;
        }
    }
    Some(roman)
}

fn chinese(number: usize, digits: &str, places: &str) -> Option<String> {
    if !(1..=9999).contains(&number) {
        return None;
    }
    let digit = |n| digits.chars().nth(n);
    let mut written = String::new();
    let mut gap = false;
    for (place, value) in [(3, 1000), (2, 100), (1, 10), (0, 1)] {
        let n = number / value % 10;
        if n == 0 {
            gap = !written.is_empty();
            continue;
        }
        if gap {
            written.push(digit(0)?);
            gap = false;
        }
        // Eleven is "ten one", and not "one ten one", at the beginning of a number.
        if (n, place) != (1, 1) || !written.is_empty() {
            written.push(digit(n)?);
        }
        if place > 0 {
            written.push(places.chars().nth(place - 1)?);
        }
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a Roman numeral is worth: a sign before a higher one counts against it.
    fn worth(roman: &str) -> i32 {
        let value = |sign| match sign {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            'D' => 500,
            'M' => 1000,
            _ => panic!("{sign}"),
        };
        let signs: Vec<i32> = roman.chars().map(value).collect();
        let next = signs.iter().skip(1).chain([&0]);
        signs.iter().zip(next).map(|(sign, next)| if sign < next { -sign } else { *sign }).sum()
    }

    #[test]
    fn roman_numerals_go_on_without_a_gap() {
        let all: Vec<_> = (1..=3999).map(|n| Numerals::Roman {}.write(n)).collect();
        assert!((1..).zip(&all).all(|(n, roman)| worth(roman) == n));
        for sign in ["IIII", "XXXX", "CCCC", "VV", "LL", "DD", "VX", "IL", "IC", "XD"] {
            assert!(!all.iter().any(|roman| roman.contains(sign)), "{sign}");
        }
        // From inscriptions and title pages.
        assert_eq!((&*all[48], &*all[1944], &*all[2019]), ("XLIX", "MCMXLV", "MMXX"));
        assert_eq!(
            (Numerals::Roman {}.write(0), Numerals::Roman {}.write(4000)),
            ("0".into(), "4000".into())
        );
    }
}
