//! Numerals as they are typed: 15, 1.5万, 十五万, 三万五, 一百八.

use crate::text::quantity::rules::QuantityRules;

/// A numeral at the head of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numeral {
    /// Its value.
    pub value: f64,
    /// How many characters it takes.
    pub len: usize,
    /// Whether a multiplier (ten and more) is part of it, so that it means a number by itself.
    pub multiplied: bool,
    /// Whether it begins with ASCII digits.
    pub arabic: bool,
}

impl Numeral {
    /// Reads the longest numeral at the head of `chars`; `None` where there is none.
    pub fn read(chars: &[char], rules: &QuantityRules) -> Option<Self> {
        Self::arabic(chars, rules).or_else(|| Self::chinese(chars, rules))
    }

    /// ASCII digits with an optional fraction and an optional multiplier behind.
    fn arabic(chars: &[char], rules: &QuantityRules) -> Option<Self> {
        let mut len = chars.iter().take_while(|c| c.is_ascii_digit()).count();
        if len == 0 || len > 15 {
            return None;
        }
        if chars.get(len) == Some(&'.') {
            len += 1 + chars[len + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
        }
        let mut value: f64 = chars[..len].iter().collect::<String>().parse().ok()?;
        let mut multiplied = false;
        // A multiplier may itself be multiplied: 3千万.
        while let Some(times) = chars.get(len).and_then(|c| rules.multiplier(*c)) {
            value *= times;
            len += 1;
            multiplied = true;
        }
        Some(Self { value, len, multiplied, arabic: true })
    }

    /// Chinese numerals, read as a person reads them: sections of tens under sections of myriads.
    fn chinese(chars: &[char], rules: &QuantityRules) -> Option<Self> {
        let mut sum = Sum::default();
        let mut len = 0;
        let mut multiplied = false;
        for c in chars {
            if let Some(digit) = rules.digits.get(c) {
                sum.digit(*digit);
            } else if let Some(times) = rules.tens.get(c).filter(|_| !c.is_ascii()) {
                // 十 alone begins a number, 百 and 千 alone do not.
                if len == 0 && *times > 10.0 {
                    return None;
                }
                sum.tens(*times);
                multiplied = true;
            } else if let Some(times) = rules.myriads.get(c).filter(|_| len > 0 && !c.is_ascii()) {
                sum.myriads(*times);
                multiplied = true;
            } else {
                break;
            }
            len += 1;
        }
        // One 十 says too little: it may be the head of a word.
        let alone = len == 1 && multiplied;
        (len > 0).then(|| Self {
            value: sum.total(),
            len,
            multiplied: multiplied && !alone,
            arabic: false,
        })
    }
}

/// A Chinese numeral while it is read.
#[derive(Default)]
struct Sum {
    total: f64,
    section: f64,
    pending: Option<f64>,
    last: f64,
}

impl Sum {
    fn digit(&mut self, digit: f64) {
        // Digits side by side are read off one by one: 二〇二六.
        self.pending = Some(self.pending.map_or(digit, |before| before * 10.0 + digit));
        if digit == 0.0 {
            self.last = 0.0;
        }
    }

    fn tens(&mut self, times: f64) {
        self.section += self.pending.take().unwrap_or(1.0) * times;
        self.last = times;
    }

    fn myriads(&mut self, times: f64) {
        self.section += self.pending.take().unwrap_or(0.0);
        // 一亿两千万 adds to the hundred million, 三千万亿 multiplies the ten thousand.
        if self.total >= times && self.section > 0.0 {
            self.total += self.section * times;
        } else {
            self.total = (self.total + self.section) * times;
        }
        self.section = 0.0;
        self.last = times;
    }

    /// A last digit without its multiplier counts in the next lower place: 三万五 is 35,000.
    fn total(&self) -> f64 {
        let place = if self.last >= 100.0 { self.last / 10.0 } else { 1.0 };
        self.total + self.section + self.pending.unwrap_or(0.0) * place
    }
}
