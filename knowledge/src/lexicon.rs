//! The lexicons: what the text part knows about the language of taxes, read from data files.

pub mod heard;
pub mod own;
pub mod sounds;
pub mod speech;
pub mod tsv;

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::lexicon::heard::HeardWords;
use crate::lexicon::sounds::PinyinWords;
use crate::lexicon::speech::ReadingWords;
use crate::lexicon::tsv::rows;
use crate::node::{NodeReader, yaml};
use crate::problem::Problem;
use crate::text::concept::ConceptPair;
use crate::text::fold::Folded;
use crate::text::quantity::rules::QuantityRules;
use crate::text::segment::SegmentTerm;

/// A data file as it was found: its name with folders (`concepts/taxes.tsv`) and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// The name, with `/` between folders.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Where the files of maintainers are put among the others.
const OWN: &str = "concepts/own/";

/// Everything that is known of the language, folded and checked.
#[derive(Debug, Clone, Default)]
pub struct Lexicons {
    /// The concept lexicon.
    pub concepts: Vec<ConceptPair>,
    /// Terms that the segmenter keeps whole, each a subject by itself: they are what hearing listens
    /// for, and can be hot.
    pub terms: Vec<SegmentTerm>,
    /// Words that the segmenter keeps whole and that are nothing more.
    pub words: Vec<SegmentTerm>,
    /// How quantities are written.
    pub quantities: QuantityRules,
    /// Syllables, readings and slips.
    pub pinyin: PinyinWords,
    /// How texts are read aloud.
    pub reading: ReadingWords,
    /// What speech recognisers write, and how people write it.
    pub heard: HeardWords,
}

impl Lexicons {
    /// Reads the lexicons from their files: `concepts/*.tsv`, `segment/*.tsv`,
    /// `pinyin/*.tsv`, `reading/*.tsv`, `heard/*.tsv`, `quantities.yaml`.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn read(files: &[DataFile]) -> Result<Self, Vec<Problem>> {
        let mut lexicons = Self::default();
        let mut problems = Vec::new();
        let mut seen = Seen::default();
        for file in files {
            let mut found = match file.name.split_once('/') {
                Some(("concepts", _)) => read_concepts(file, &mut seen, &mut lexicons.concepts),
                Some(("segment", "words.tsv")) => read_terms(file, &mut lexicons.words),
                Some(("segment", _)) => read_terms(file, &mut lexicons.terms),
                Some(("heard", _)) => heard::read(&file.text, &mut lexicons.heard),
                None if file.name == "quantities.yaml" => {
                    read_quantities(file, &mut lexicons.quantities)
                }
                _ => Vec::new(),
            };
            problems.extend(found.drain(..).map(|problem| problem.in_file(&file.name)));
        }
        problems.extend(seen.chains());
        let named: Vec<(&str, &str)> =
            files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
        problems.extend(sounds::read(&named, &mut lexicons.pinyin));
        problems.extend(speech::read(&named, &lexicons.pinyin.syllables, &mut lexicons.reading));
        if problems.is_empty() { Ok(lexicons) } else { Err(problems) }
    }

    /// The lexicons without the pairs of some categories; `all` stands for every category but the
    /// fillers. This is how the worth of the concept lexicon is measured.
    #[must_use]
    pub fn without(mut self, categories: &[String]) -> Self {
        let all = categories.iter().any(|category| category == "all");
        self.concepts.retain(|pair| {
            let filler = pair.law.is_empty();
            !(categories.contains(&pair.category) || (all && !filler))
        });
        self
    }

    /// The categories of the concept lexicon, each once, in the order of the files.
    pub fn categories(&self) -> Vec<String> {
        let mut categories: Vec<String> = Vec::new();
        for pair in &self.concepts {
            if !categories.contains(&pair.category) {
                categories.push(pair.category.clone());
            }
        }
        categories
    }
}

/// Where every form was met, to find doubled and chained ones over all files.
#[derive(Default)]
struct Seen {
    said: FxHashMap<String, Place>,
    law: FxHashMap<String, Place>,
}

#[derive(Clone)]
struct Place {
    file: String,
    line: usize,
}

impl Seen {
    /// Forms that stand on both sides would be rewritten twice or not at all.
    fn chains(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = self
            .said
            .iter()
            .filter_map(|(form, said)| {
                let law = self.law.get(form)?;
                let place = format!("{}:{}", law.file, law.line);
                let problem = Problem::error(said.line, "", "chained_form", &[form, &place]);
                Some(problem.in_file(&said.file))
            })
            .collect();
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        problems
    }
}

fn read_concepts(file: &DataFile, seen: &mut Seen, pairs: &mut Vec<ConceptPair>) -> Vec<Problem> {
    let category = Path::new(&file.name).file_stem().and_then(|stem| stem.to_str());
    let category = category.unwrap_or_default().to_owned();
    let mut problems = Vec::new();
    for (line, row) in rows(&file.text) {
        let (said, law) = row.split_once('\t').unwrap_or((row, ""));
        if category != FILLERS && law.is_empty() || law.contains('\t') {
            problems.push(Problem::error(line, "", "bad_pair", &[]));
            continue;
        }
        let pair = ConceptPair {
            said: Folded::new(said).text().to_owned(),
            law: Folded::new(law).text().to_owned(),
            category: category.clone(),
            exact: file.name.starts_with(OWN) && !law.is_empty(),
        };
        match pair_problem(&pair, seen) {
            Some((code, details)) => {
                let details: Vec<&str> = details.iter().map(String::as_str).collect();
                problems.push(Problem::error(line, "", code, &details));
            }
            None => {
                let place = Place { file: file.name.clone(), line };
                seen.said.insert(pair.said.clone(), place.clone());
                if !pair.law.is_empty() {
                    seen.law.entry(pair.law.clone()).or_insert(place);
                }
                pairs.push(pair);
            }
        }
    }
    problems
}

/// The category whose sayings mean nothing and are left out.
const FILLERS: &str = "fillers";

fn pair_problem(pair: &ConceptPair, seen: &Seen) -> Option<(&'static str, Vec<String>)> {
    let said = &pair.said;
    if said.chars().count() < 2 {
        return Some(("short_form", vec![said.clone()]));
    }
    if *said == pair.law {
        return Some(("same_form", vec![said.clone(), pair.law.clone()]));
    }
    let place = seen.said.get(said)?;
    Some(("double_form", vec![said.clone(), format!("{}:{}", place.file, place.line)]))
}

fn read_terms(file: &DataFile, terms: &mut Vec<SegmentTerm>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (line, row) in rows(&file.text) {
        let (term, weight) = row.split_once('\t').unwrap_or((row, ""));
        let term = Folded::new(term).text().to_owned();
        match weight.parse() {
            Ok(weight) if weight > 0 && !term.is_empty() => {
                terms.push(SegmentTerm { term, weight });
            }
            Ok(_) if term.is_empty() => {
                problems.push(Problem::error(line, "", "empty_form", &[]));
            }
            _ => problems.push(Problem::error(line, "", "bad_weight", &[weight])),
        }
    }
    problems
}

fn read_quantities(file: &DataFile, rules: &mut QuantityRules) -> Vec<Problem> {
    let root = match yaml::parse(&file.text) {
        Ok(root) => root,
        Err(problem) => return vec![problem],
    };
    let mut reader = NodeReader::default();
    *rules = QuantityRules::read(&root, &mut reader);
    reader.into_problems()
}
