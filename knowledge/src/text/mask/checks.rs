//! The check characters of personal numbers.

/// Whether 17 digits and a digit or X are a resident identity number (GB 11643-1999, ISO 7064
/// MOD 11-2).
pub fn is_identity(value: &[char]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum = weighed(value, &WEIGHTS, |c| c.to_digit(10));
    value.len() == 18 && sum.is_some_and(|sum| CHECKS[(sum % 11) as usize] == value[17])
}

/// Whether 18 characters are a unified social credit code (GB 32100-2015).
pub fn is_credit_code(value: &[char]) -> bool {
    const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let sum = weighed(value, &WEIGHTS, credit_digit);
    let check = value.get(17).copied().and_then(credit_digit);
    value.len() == 18 && sum.is_some_and(|sum| check == Some((31 - sum % 31) % 31))
}

/// The value of a character of a credit code; I, O, S, V and Z are none.
pub fn credit_digit(c: char) -> Option<u32> {
    const DIGITS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    DIGITS.find(c).map(|at| at as u32)
}

/// Whether nine characters are an organization code (GB 11714-1997).
pub fn is_organization(value: &[char]) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum = weighed(value, &WEIGHTS, |c| c.to_digit(36));
    let check = |sum: u32| match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    };
    value.len() == 9 && sum.is_some_and(|sum| check(sum) == Some(value[8]))
}

/// Whether digits pass the check of bank cards (ISO/IEC 7812-1, annex B).
pub fn is_luhn(value: &[char]) -> bool {
    let digits: Option<Vec<u32>> = value.iter().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits else {
        return false;
    };
    let doubled = |(at, digit): (usize, &u32)| match (at % 2, digit * 2) {
        (1, twice) if twice > 9 => twice - 9,
        (1, twice) => twice,
        _ => *digit,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
}

/// Whether eight digits are a day of the last or this century.
pub fn is_day(value: &[char]) -> bool {
    let number = |range: std::ops::Range<usize>| {
        value.get(range)?.iter().try_fold(0_u32, |sum, c| Some(sum * 10 + c.to_digit(10)?))
    };
    let (year, month, day) = (number(0..4), number(4..6), number(6..8));
    value.len() == 8
        && year.is_some_and(|year| (1900..2100).contains(&year))
        && month.is_some_and(|month| (1..=12).contains(&month))
        && day.is_some_and(|day| (1..=31).contains(&day))
}

fn weighed(value: &[char], weights: &[u32], digit: impl Fn(char) -> Option<u32>) -> Option<u32> {
    value.iter().zip(weights).try_fold(0, |sum, (c, weight)| Some(sum + digit(*c)? * weight))
}

#[cfg(test)]
mod tests {
    use super::{is_credit_code, is_day, is_identity, is_luhn, is_organization};

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn published_examples_pass_and_one_wrong_character_fails() {
        // The example of GB 11643-1999, one of GB 32100-2015's, and ISO/IEC 7812's.
        assert!(is_identity(&chars("11010519491231002X")));
        assert!(!is_identity(&chars("110105194912310021")));
        assert!(is_credit_code(&chars("91350100M000100Y43")));
        assert!(!is_credit_code(&chars("91350100M000100Y44")));
        assert!(is_luhn(&chars("79927398713")));
        assert!(!is_luhn(&chars("79927398714")));
        assert!(is_organization(&chars("D2143569X")));
        assert!(!is_organization(&chars("D21435691")));
        assert!(is_day(&chars("19491231")));
        assert!(!is_day(&chars("19491331")));
    }
}
