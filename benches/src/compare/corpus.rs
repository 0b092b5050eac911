//! The entries as peers get them: plain texts with numbers.

use std::collections::HashSet;

/// How many entries a peer is asked for.
pub const TOP_K: usize = 10;
/// How many times more documents are asked for where several may belong to one entry.
const SPARE: usize = 5;

/// An entry, as much of it as can be searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searched {
    /// Its id.
    pub id: String,
    /// Its question and the other wordings of it.
    pub wordings: Vec<String>,
    /// What it says; empty for nothing.
    pub answer: String,
}

/// What a document is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A wording alone; an entry is as good as the best of its wordings.
    Wording,
    /// An entry with all its wordings and its answer.
    Entry,
}

impl Unit {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Wording, Self::Entry];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wording => "wordings",
            Self::Entry => "entries",
        }
    }
}

/// A text that a peer keeps; its number is its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// How it is asked for.
    pub question: String,
    /// What it says.
    pub answer: String,
}

impl Document {
    /// All of it on one line.
    pub fn text(&self) -> String {
        let text = format!("{} {}", self.question, self.answer);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The documents of all entries, and which entry each belongs to.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// By number.
    pub documents: Vec<Document>,
    /// How many have to be asked for.
    pub limit: usize,
    owners: Vec<String>,
}

impl Documents {
    /// The documents of entries.
    pub fn of(entries: &[Searched], unit: Unit) -> Self {
        let mut made = Self { limit: TOP_K, ..Self::default() };
        for entry in entries {
            match unit {
                Unit::Wording => {
                    for wording in &entry.wordings {
                        made.add(entry, wording.clone(), String::new());
                    }
                }
                Unit::Entry => made.add(entry, entry.wordings.join(" "), entry.answer.clone()),
            }
        }
        if made.documents.len() > entries.len() {
            made.limit = TOP_K * SPARE;
        }
        made
    }

    /// The entries of documents in their order, each once, at most [`TOP_K`]; numbers that there are not
    /// are passed over.
    pub fn entries(&self, numbers: &[u64]) -> Vec<String> {
        let owners = numbers.iter().filter_map(|number| self.owners.get(*number as usize));
        let mut seen = HashSet::new();
        owners.filter(|owner| seen.insert(owner.as_str())).take(TOP_K).cloned().collect()
    }

    fn add(&mut self, entry: &Searched, question: String, answer: String) {
        self.documents.push(Document { question, answer });
        self.owners.push(entry.id.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::{Documents, Searched, TOP_K, Unit};

    fn entry(id: &str, wordings: &[&str], answer: &str) -> Searched {
        let wordings = wordings.iter().map(|wording| (*wording).to_owned()).collect();
        Searched { id: id.to_owned(), wordings, answer: answer.to_owned() }
    }

    #[test]
    fn an_entry_is_found_once_by_the_best_of_its_wordings() {
        let entries = [entry("a", &["一", "二"], "答"), entry("b", &["三"], "")];
        let documents = Documents::of(&entries, Unit::Wording);
        assert_eq!(documents.documents.len(), 3);
        assert_eq!(documents.limit, TOP_K * 5);
        assert_eq!(documents.entries(&[1, 2, 0, 7]), ["a", "b"]);
        assert!(documents.documents.iter().all(|document| document.answer.is_empty()));
    }

    #[test]
    fn a_document_of_an_entry_has_all_its_words_on_one_line() {
        let documents = Documents::of(&[entry("a", &["一", "二"], "答\n案")], Unit::Entry);
        assert_eq!(documents.documents[0].text(), "一 二 答 案");
        assert_eq!(documents.limit, TOP_K);
    }
}
