//! Chinese cut for databases that only know spaces: characters, or neighbours two by two.

/// The terms of a text: runs of ideographs as all their pieces of `length` characters (a shorter run as
/// one piece), and whatever else is written in letters and digits as words, in lower case.
pub fn terms(text: &str, length: usize) -> Vec<String> {
    let mut terms = Vec::new();
    for run in runs(text) {
        if run.first().copied().is_some_and(is_ideograph) {
            terms.extend(pieces(&run, length));
        } else {
            terms.push(run.into_iter().collect());
        }
    }
    terms
}

/// Every piece of three neighbouring letters or ideographs, in lower case, as trigram indexes have them.
pub fn trigrams(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let written = text.split(|c: char| !c.is_alphanumeric());
    let runs = written.map(|run| run.chars().collect::<Vec<char>>());
    runs.filter(|run| run.len() >= 3).flat_map(|run| pieces(&run, 3)).collect()
}

/// The pieces of a run; the whole run where it is shorter than one.
fn pieces(run: &[char], length: usize) -> Vec<String> {
    run.windows(length.min(run.len()).max(1)).map(|piece| piece.iter().collect()).collect()
}

/// Runs of ideographs, and runs of other letters and digits.
fn runs(text: &str) -> Vec<Vec<char>> {
    let mut runs: Vec<Vec<char>> = Vec::new();
    let mut before = None;
    for c in text.to_lowercase().chars() {
        let kind = c.is_alphanumeric().then(|| is_ideograph(c));
        if let Some(run) = runs.last_mut().filter(|_| kind.is_some() && kind == before) {
            run.push(c);
        } else if kind.is_some() {
            runs.push(vec![c]);
        }
        before = kind;
    }
    runs
}

/// Unified ideographs and their first extension.
fn is_ideograph(c: char) -> bool {
    ('\u{3400}'..='\u{4dbf}').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::{terms, trigrams};

    fn check(text: &str, length: usize, expected: &str) {
        assert_eq!(terms(text, length).join("|"), expected, "{text} by {length}");
    }

    #[test]
    fn ideographs_are_cut_and_words_stay_whole() {
        check("开APP票，2026年", 1, "开|app|票|2026|年");
        check("增值税专用", 2, "增值|值税|税专|专用");
        check("税 Word", 2, "税|word");
        check("？！", 1, "");
    }

    #[test]
    fn trigrams_do_not_cross_what_is_no_letter() {
        assert_eq!(trigrams("增值税A，多少").join("|"), "增值税|值税a");
        assert!(trigrams("税").is_empty());
    }
}
