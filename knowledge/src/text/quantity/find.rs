//! Quantities found in a folded text, one reading for each kind.

use crate::text::quantity::numeral::Numeral;
use crate::text::quantity::rules::QuantityRules;
use crate::text::quantity::{Quantity, QuantityValue};

/// Finds the quantities of `text`, which is folded, from left to right without overlap.
pub fn find(text: &str, rules: &QuantityRules) -> Vec<Quantity> {
    let chars: Vec<char> = text.chars().collect();
    if !chars.iter().any(|c| rules.begins(*c)) {
        return Vec::new();
    }
    let reader = Reader { chars: &chars, rules };
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match reader.quantity(at) {
            Some((end, value)) => {
                found.push(Quantity { span: at..end, value });
                at = end;
            }
            None => at = reader.after_number(at),
        }
    }
    found
}

/// Reads one quantity at a place.
struct Reader<'a> {
    chars: &'a [char],
    rules: &'a QuantityRules,
}

impl Reader<'_> {
    fn quantity(&self, at: usize) -> Option<(usize, QuantityValue)> {
        if !self.rules.begins(self.chars[at]) {
            return None;
        }
        self.document(at)
            .or_else(|| self.fraction(at))
            .or_else(|| self.date(at))
            .or_else(|| self.rate(at))
            .or_else(|| self.amount(at))
    }

    /// The next place to look at; the inside of a number is no beginning.
    fn after_number(&self, at: usize) -> usize {
        let mut next = at + 1;
        if self.chars[at].is_ascii_digit() {
            while self.chars.get(next).is_some_and(char::is_ascii_digit) {
                next += 1;
            }
        }
        next
    }

    /// An issuer, a year and a running number, any of the first two left out.
    fn document(&self, at: usize) -> Option<(usize, QuantityValue)> {
        let (issuer, mut next) = match self.rules.issuer(&self.chars[at..]) {
            Some(issuer) => (issuer, self.space(at + issuer.chars().count())),
            None => ("", at),
        };
        next = self.skip(next, &self.rules.ordinal);
        let (mut number, mut end) = self.digits(next)?;
        let mut year = None;
        let after_year = {
            let spaced = self.space(end);
            let named = self.space(self.skip(spaced, &self.rules.year));
            self.skip(named, &self.rules.ordinal)
        };
        if (1949..2100).contains(&number)
            && after_year > end
            && let Some((running, after)) = self.digits(after_year)
        {
            year = Some(number);
            (number, end) = (running, after);
        }
        if issuer.is_empty() && year.is_none() && next == at && !self.is_named_document(end) {
            return None;
        }
        let end = self.any(end, &self.rules.number)?;
        Some((end, QuantityValue::Document { issuer: issuer.to_owned(), year, number }))
    }

    /// Whether a bare number is followed by a word that says "document", longer than the 号 of days.
    fn is_named_document(&self, at: usize) -> bool {
        self.rules.number.iter().any(|form| form.len() > 1 && self.starts(at, form))
    }

    fn fraction(&self, at: usize) -> Option<(usize, QuantityValue)> {
        let (form, parts) = self.rules.fractions.iter().find(|(form, _)| self.starts(at, form))?;
        let numeral = Numeral::read(&self.chars[at + form.len()..], self.rules)?;
        Some((at + form.len() + numeral.len, QuantityValue::Rate(numeral.value / parts)))
    }

    fn rate(&self, at: usize) -> Option<(usize, QuantityValue)> {
        let numeral = Numeral::read(&self.chars[at..], self.rules)?;
        let after = at + numeral.len;
        let (form, parts) =
            self.rules.percents.iter().find(|(form, _)| self.starts(after, form))?;
        Some((after + form.len(), QuantityValue::Rate(numeral.value / parts)))
    }

    fn date(&self, at: usize) -> Option<(usize, QuantityValue)> {
        let (year, after) = self.digits(at)?;
        if !(1949..2100).contains(&year) || after - at != 4 || !self.starts(after, &self.rules.year)
        {
            return None;
        }
        let end = after + self.rules.year.len();
        let Some((month, after)) = self.digits(end).filter(|(month, _)| (1..=12).contains(month))
        else {
            return Some((end, QuantityValue::Date { year, month: None, day: None }));
        };
        if !self.starts(after, &self.rules.month) {
            return Some((end, QuantityValue::Date { year, month: None, day: None }));
        }
        let month_end = after + self.rules.month.len();
        let day = self.digits(month_end).filter(|(day, _)| (1..=31).contains(day));
        if let Some((day, after)) = day
            && let Some(end) = self.any(after, &self.rules.day)
        {
            return Some((end, QuantityValue::Date { year, month: Some(month), day: Some(day) }));
        }
        Some((month_end, QuantityValue::Date { year, month: Some(month), day: None }))
    }

    fn amount(&self, at: usize) -> Option<(usize, QuantityValue)> {
        let numeral = Numeral::read(&self.chars[at..], self.rules)?;
        let after = at + numeral.len;
        let with_unit = self.any(after, &self.rules.money);
        let stands_alone = numeral.multiplied || (numeral.arabic && numeral.value >= 10.0);
        if with_unit.is_none() && !stands_alone {
            return None;
        }
        Some((with_unit.unwrap_or(after), QuantityValue::Amount(numeral.value)))
    }

    /// An ASCII integer of at most six digits, and where it ends.
    fn digits(&self, at: usize) -> Option<(u32, usize)> {
        let rest = self.chars.get(at..)?;
        let len = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        let value = rest[..len].iter().fold(0_u32, |sum, c| {
            sum.saturating_mul(10).saturating_add(c.to_digit(10).unwrap_or(0))
        });
        (1..=6).contains(&len).then_some((value, at + len))
    }

    fn starts(&self, at: usize, form: &[char]) -> bool {
        self.chars.get(at..).is_some_and(|rest| rest.starts_with(form))
    }

    fn any(&self, at: usize, forms: &[Vec<char>]) -> Option<usize> {
        forms.iter().find(|form| self.starts(at, form)).map(|form| at + form.len())
    }

    fn skip(&self, at: usize, form: &[char]) -> usize {
        if self.starts(at, form) { at + form.len() } else { at }
    }

    fn space(&self, at: usize) -> usize {
        if self.chars.get(at) == Some(&' ') { at + 1 } else { at }
    }
}
