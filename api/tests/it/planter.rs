//! A base of any size without defects, and defects planted into it with a seed.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use wenshui_benches::generate::Generator;
use wenshui_eval::health::class::Class;
use wenshui_eval::health::usage::{Usage, Used};
use wenshui_knowledge::base::{Base, Place};
use wenshui_knowledge::entry::{Basis, Entry};
use wenshui_knowledge::text::fold::Folded;

/// When the entries were asked.
pub(crate) const PERIOD: (Date, Date) = (date(2026, 1, 1), date(2026, 10, 31));
/// Entries a topic.
const TOPIC: usize = 20;
/// Two questions with so large a share of their pairs of characters in common may ask the same, and
/// only one of them is taken. It is not the measure of the check.
const ALIKE: f64 = 0.5;
/// How one question is said in two ways.
const SAID: [(&str, &str); 6] = [
    ("怎么", "如何"),
    ("什么时候", "何时"),
    ("多少", "几多"),
    ("需要", "要"),
    ("吗", "不"),
    ("能不能", "可不可以"),
];

/// A defect that was planted.
#[derive(Debug)]
pub(crate) struct Planted {
    pub(crate) class: Class,
    pub(crate) entries: Vec<String>,
    pub(crate) topic: Option<String>,
    /// The question of the first entry, for whoever looks at what was missed.
    pub(crate) question: String,
}

/// Makes a base and plants defects.
pub(crate) struct Planter {
    pub(crate) base: Base,
    pub(crate) planted: Vec<Planted>,
    pub(crate) usage: Usage,
    generator: Generator,
    by_pair: BTreeMap<(char, char), Vec<u32>>,
    sizes: Vec<usize>,
    /// The next entry that has no defect yet.
    next: usize,
}

impl Planter {
    /// A base of so many entries.
    pub(crate) fn new(entries: usize, seed: u64) -> Self {
        let mut planter = Self {
            base: Base::default(),
            planted: Vec::new(),
            usage: Usage::default(),
            generator: Generator::bundled(seed).unwrap(),
            by_pair: BTreeMap::new(),
            sizes: Vec::new(),
            next: 0,
        };
        for number in 0..entries {
            let entry = planter.entry(number);
            planter.push(entry);
        }
        planter
    }

    fn push(&mut self, entry: Entry) {
        let line = self.base.entries.len() + 1;
        self.base.places.push(Place { file: "planted.jsonl".into(), line, columns: None });
        self.base.entries.push(entry);
    }

    /// An entry without a defect.
    fn entry(&mut self, number: usize) -> Entry {
        let (question, similar, said) = (self.question(), self.question(), self.question());
        Entry {
            id: format!("e{number}"),
            question,
            similar: vec![similar],
            answer: Some(format!("{said}，按{}%计算。", number % 90 + 1)),
            basis: vec![Basis {
                title: "中华人民共和国增值税法".to_owned(), ..Basis::default()
            }],
            topic: Some(format!("主题{}", number / TOPIC)),
            reviewed_on: Some(date(2026, 9, 1)),
            ..Entry::default()
        }
    }

    /// A question that shares little with any before.
    fn question(&mut self) -> String {
        loop {
            let question = self.generator.question().unwrap();
            let chars: Vec<char> = Folded::new(&question).key().chars().collect();
            let mut pairs: Vec<_> = chars.windows(2).map(|pair| (pair[0], pair[1])).collect();
            pairs.sort_unstable();
            pairs.dedup();
            let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
            for other in pairs.iter().filter_map(|pair| self.by_pair.get(pair)).flatten() {
                *shared.entry(*other).or_default() += 1;
            }
            let less = |other: u32| self.sizes[other as usize].min(pairs.len()) as f64;
            let near = |(other, count): (&u32, &usize)| *count as f64 >= ALIKE * less(*other);
            if chars.len() < 8 || shared.iter().any(near) {
                continue;
            }
            let number = self.sizes.len() as u32;
            self.sizes.push(pairs.len());
            for pair in pairs {
                self.by_pair.entry(pair).or_default().push(number);
            }
            return question;
        }
    }

    /// Plants so many defects, as many of each class, and writes down how often entries were asked.
    pub(crate) fn plant(&mut self, defects: usize) {
        let mut cold = Vec::new();
        let mut wanted = Vec::new();
        for number in 0..defects {
            let class = Class::ALL[number % Class::ALL.len()];
            let at = self.next;
            self.next += 2;
            let id = self.base.entries[at].id.clone();
            let question = self.base.entries[at].question.clone();
            let mut entries = vec![id.clone()];
            let mut topic = None;
            match class {
                Class::DuplicateEntry | Class::ConflictingAnswer => {
                    let twin = self.twin(at, class == Class::DuplicateEntry);
                    entries.push(twin);
                }
                Class::OverlappingWording => {
                    let wording = reworded(&self.base.entries[at].question);
                    let other = &mut self.base.entries[at + 1];
                    other.similar.push(wording);
                    entries.push(other.id.clone());
                }
                Class::NotFound => {
                    let wording = format!("{}约炮", self.base.entries[at].question);
                    self.base.entries[at].similar.push(wording);
                }
                Class::Cold => cold.push(id.clone()),
                Class::ThinTopic | Class::WantedTopic => {
                    entries.clear();
                    topic = Some(format!("新主题{number}"));
                    // A topic of its own; a wanted one has enough entries, and all ask for it.
                    let size = if class == Class::ThinTopic { 1 } else { 4 };
                    for _ in 0..size {
                        let mut entry = self.entry(self.base.entries.len());
                        entry.topic.clone_from(&topic);
                        if class == Class::WantedTopic {
                            wanted.push(entry.id.clone());
                        }
                        self.push(entry);
                    }
                }
                _ => spoil(&mut self.base.entries[at], class, number),
            }
            self.planted.push(Planted { class, entries, topic, question });
        }
        let used = |entry: &Entry| Used {
            id: entry.id.clone(),
            count: if wanted.contains(&entry.id) { 200 } else { 5 },
            from: PERIOD.0,
            to: PERIOD.1,
        };
        let asked = self.base.entries.iter().filter(|entry| !cold.contains(&entry.id));
        self.usage = Usage::new(asked.map(used));
    }

    /// An entry that asks what another does.
    fn twin(&mut self, at: usize, same_answer: bool) -> String {
        let own = self.base.entries[at].clone();
        let mut twin = self.entry(self.base.entries.len());
        twin.id = format!("{}-twin", own.id);
        twin.question = reworded(&own.question);
        twin.topic = own.topic;
        if same_answer {
            twin.answer = own.answer.map(|answer| format!("您好，{answer}"));
        }
        let id = twin.id.clone();
        self.push(twin);
        id
    }
}

/// The same question in other words.
fn reworded(question: &str) -> String {
    let swapped = SAID.iter().find(|(one, _)| question.contains(one));
    let said = swapped.map(|(one, other)| question.replacen(one, other, 1));
    said.unwrap_or_else(|| format!("请问{question}呢"))
}

/// A defect that one entry has by itself.
fn spoil(entry: &mut Entry, class: Class, number: usize) {
    let basis = &mut entry.basis[0];
    match class {
        Class::Expired => entry.valid_to = Some(date(2025, 12, 31)),
        Class::Expiring => entry.valid_to = Some(date(2026, 12, 15)),
        Class::BasisExpired => basis.effective_to = Some(date(2025, 12, 31)),
        Class::BasisExpiring => basis.effective_to = Some(date(2026, 12, 15)),
        Class::NoNumber => basis.title = format!("关于第{number}类事项的公告"),
        Class::NoBasis => entry.basis.clear(),
        Class::DeadLink => {
            let hosts = ["localhost", "etax", "税务.-x.cn", "10.0.0.1", ""];
            basis.url = Some(format!("https://{}/page", hosts[number % hosts.len()]));
        }
        Class::DeadFollowup => {
            let own = [entry.id.clone(), format!("gone{number}")];
            entry.followups = vec![own[number % 2].clone()];
        }
        Class::ReviewOverdue => entry.reviewed_on = Some(date(2024, 3, 1)),
        _ => unreachable!("{class:?} takes more than one entry"),
    }
}
