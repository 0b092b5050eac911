//! The guard: what may be said here, judged by rules that are data.
//!
//! Who is angry at a service, a rule or an office passes whatever the words; what is stopped is
//! abuse of persons, contempt, advertising, sensitive words and flooding. Every verdict names the
//! rule it rests on and the place that it found.

pub mod abuse;
pub mod action;
pub mod ads;
pub mod aim;
pub mod evasion;
pub mod flood;
pub mod model;
pub mod offence;
pub mod rules;
pub mod sensitive;
pub mod state;
pub mod verdict;

use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::text::mask::Masker;
use wenshui_knowledge::text::mask::personal::PersonalKind;

use crate::guard::abuse::Abuse;
use crate::guard::action::{Action, Category};
use crate::guard::ads::Ads;
use crate::guard::aim::{Aims, Signs};
use crate::guard::evasion::Evasions;
use crate::guard::flood::{Flooding, Turn, flooding, longest_run};
use crate::guard::model::{AbuseModel, Opinion};
use crate::guard::offence::Offence;
use crate::guard::rules::{GuardRules, ModelUse};
use crate::guard::sensitive::{Direction, Sensitive, SensitiveFound, Treatment};
use crate::guard::state::GuardState;
use crate::guard::verdict::{Moment, Verdict, apart, worst};
use crate::phrase::PhraseBook;
use crate::utterance::Utterance;

/// The guard with its rules and lists.
pub struct Guard {
    rules: GuardRules,
    numbers: Numbers,
    aims: Aims,
    abuse: Abuse,
    ads: Ads,
    sensitive: Sensitive,
    masker: Masker,
    model: Option<Box<dyn AbuseModel>>,
}

/// The numbers of the rules that no table names.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    rate: usize,
    repeat: usize,
    noise: usize,
    block: usize,
    mask: usize,
    abuse_model: usize,
    hate_model: usize,
    silence: usize,
}

/// The data files of the guard.
#[derive(Debug, Clone, Copy)]
pub struct GuardFiles<'a> {
    /// `guard.toml`: rules, actions, levels, words.
    pub rules: &'a DataFile,
    /// `evasions.tsv`: other ways to write characters.
    pub evasions: &'a DataFile,
    /// `aims.tsv`: words that tell at whom or what a rude word is aimed.
    pub aims: &'a DataFile,
    /// `abuse.tsv`: rude words.
    pub abuse: &'a DataFile,
    /// `ads.tsv`: signs of advertising.
    pub ads: &'a DataFile,
    /// `sensitive.tsv`: sensitive words.
    pub sensitive: &'a DataFile,
}

impl Guard {
    /// Reads the guard from its files and puts its phrases into the book.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(files: GuardFiles, book: &mut PhraseBook) -> Result<Self, Vec<Problem>> {
        let rules = GuardRules::read(files.rules)?;
        let numbers = numbers(&rules, files.rules)?;
        let evasions = Evasions::read(files.evasions)?;
        let aims = Aims::read(files.aims, book)?;
        let abuse = Abuse::read(files.abuse, &rules, (&evasions, book))?;
        let ads = Ads::read(files.ads, &rules, (&evasions, book))?;
        let sensitive = Sensitive::read(files.sensitive, &evasions, book)?;
        let masker = Masker::bundled()?;
        Ok(Self { rules, numbers, aims, abuse, ads, sensitive, masker, model: None })
    }

    /// The guard with a model that adds its opinion on abuse.
    #[must_use]
    pub fn with_model(self, model: Box<dyn AbuseModel>) -> Self {
        Self { model: Some(model), ..self }
    }

    /// The rules.
    pub fn rules(&self) -> &GuardRules {
        &self.rules
    }

    /// Judges a text: a silence that holds, then too much, then what it says.
    pub fn judge(
        &self,
        utterance: &Utterance,
        moment: &Moment,
        state: GuardState,
    ) -> (Verdict, GuardState) {
        let state = state.at(&self.rules.strikes, moment.now);
        if let Some(until) = state.silence(moment.now) {
            let verdict = Verdict {
                action: Action::Silence,
                until: Some(until),
                ..self.by_rule(self.numbers.silence)
            };
            return (verdict, state);
        }
        if let Some(verdict) = self.flooded(utterance, moment) {
            return (verdict, state);
        }
        let offences = self.offences(utterance);
        let Some(worst) = worst(&offences) else {
            return (Verdict::default(), state);
        };
        let (action, state) = state.escalate(worst.action, &self.rules.strikes, moment.now);
        let verdict = Verdict {
            action,
            spans: apart(&offences),
            until: state.silence(moment.now),
            evaded: worst.evaded,
            ..self.by_rule(worst.rule)
        };
        (verdict, state)
    }

    /// What a text does that it should not, whoever wrote it and whatever was before.
    pub fn offences(&self, utterance: &Utterance) -> Vec<Offence> {
        let signs = self.aims.signs(utterance);
        let mut offences = self.abuse.offences(utterance, &signs, self.rules.first);
        let reachable = || self.is_reachable(utterance);
        offences.extend(self.ads.offences(utterance, &self.rules, reachable));
        offences.extend(self.sensitive_offences(utterance, &signs));
        offences.extend(self.noise(utterance));
        if offences.is_empty() {
            offences.extend(self.modelled(utterance, &signs));
        }
        offences
    }

    /// The sensitive words of an answer; the caller blocks, masks or replaces.
    pub fn check_output(&self, utterance: &Utterance) -> Vec<SensitiveFound<'_>> {
        let signs = self.aims.signs(utterance);
        self.sensitive.find(utterance, &signs, Direction::Out)
    }

    /// What is said with a verdict.
    pub fn words(&self, verdict: &Verdict) -> Option<&str> {
        let category = verdict.category.unwrap_or(Category::Flood);
        self.rules.words(category, verdict.action)
    }

    /// Everything that may be said with a verdict.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.rules.say.iter().map(|say| say.words.as_str())
    }

    /// The rule of an answer with a sensitive word, by what is done about it.
    pub fn outward(&self, treatment: Treatment) -> &str {
        let rule = match treatment {
            Treatment::Block => self.numbers.block,
            Treatment::Mask | Treatment::Replace => self.numbers.mask,
        };
        &self.rules.rule[rule].id
    }

    /// What the model thinks, if there is one.
    pub fn opinion(&self, utterance: &Utterance) -> Option<Opinion> {
        self.model.as_ref().map(|model| model.opinion(utterance))
    }

    fn by_rule(&self, rule: usize) -> Verdict {
        let rule = &self.rules.rule[rule];
        Verdict { rule: Some(rule.id.clone()), category: Some(rule.category), ..Verdict::default() }
    }

    fn flooded(&self, utterance: &Utterance, moment: &Moment) -> Option<Verdict> {
        let this = Turn { at: moment.now, hash: moment.hash };
        let (rule, until) = match flooding(&self.rules.flood, moment.recent, this)? {
            Flooding::Rate { until } => (self.numbers.rate, until),
            Flooding::Repeat { until } => (self.numbers.repeat, until),
        };
        let action = self.rules.rule[rule].action.unwrap_or(Action::Block);
        let whole = 0..utterance.written.len();
        Some(Verdict { action, until: Some(until), spans: vec![whole], ..self.by_rule(rule) })
    }

    fn noise(&self, utterance: &Utterance) -> Option<Offence> {
        let rule = self.numbers.noise;
        (longest_run(&utterance.chars) > self.rules.flood.run_max).then(|| Offence {
            rule,
            action: self.rules.rule[rule].action.unwrap_or(Action::Soften),
            span: 0..utterance.written.len(),
            evaded: false,
        })
    }

    fn sensitive_offences(&self, utterance: &Utterance, signs: &Signs) -> Vec<Offence> {
        let found = self.sensitive.find(utterance, signs, Direction::In);
        let offence = |found: SensitiveFound| {
            let (rule, action) = match found.treatment {
                Treatment::Block => (self.numbers.block, Action::Block),
                Treatment::Mask | Treatment::Replace => (self.numbers.mask, Action::Soften),
            };
            let action = self.rules.rule[rule].action.unwrap_or(action);
            Offence { rule, action, span: found.span, evaded: false }
        };
        found.into_iter().map(offence).collect()
    }

    /// The model speaks only where no rule does. Of abuse it speaks only where no rude word of the lists
    /// stands: whom one hits is what these are good at. Of contempt it speaks only where people of a race,
    /// region or gender are named and no question of the field is asked: it has learnt contempt from
    /// texts on other matters.
    fn modelled(&self, utterance: &Utterance, signs: &Signs) -> Option<Offence> {
        let may_hate = signs.names_group() && !signs.is_proper();
        let may_abuse = !self.abuse.is_met(utterance, signs);
        if !may_hate && !may_abuse {
            return None;
        }
        let opinion = self.opinion(utterance)?;
        let ModelUse { abuse_min, hate_min } = self.rules.model;
        let hates = may_hate && opinion.hate >= hate_min;
        let abuses = may_abuse && opinion.abuse >= abuse_min;
        let abuses = abuses.then_some(self.numbers.abuse_model);
        let rule = if hates { self.numbers.hate_model } else { abuses? };
        let action = self.rules.rule[rule].action.unwrap_or(Action::Warn);
        Some(Offence { rule, action, span: 0..utterance.written.len(), evaded: false })
    }

    fn is_reachable(&self, utterance: &Utterance) -> bool {
        let text: String = utterance.written.iter().collect();
        let mut found = self.masker.find(&text).into_iter();
        found.any(|personal| {
            use PersonalKind::{Labelled, Mail, Phone};
            matches!(personal.kind, Phone | Mail | Labelled)
        })
    }
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard").field("rules", &self.rules.rule.len()).finish_non_exhaustive()
    }
}

/// The rules that the code itself names must be there.
fn numbers(rules: &GuardRules, file: &DataFile) -> Result<Numbers, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut number = |id: &str| {
        rules.number(id).unwrap_or_else(|| {
            let problem = Problem::error(1, "rule.id", "missing_rule", &[id]);
            problems.push(problem.in_file(&file.name));
            0
        })
    };
    let numbers = Numbers {
        rate: number("flood.rate"),
        repeat: number("flood.repeat"),
        noise: number("flood.noise"),
        silence: number("silence"),
        block: number("sensitive.block"),
        mask: number("sensitive.mask"),
        abuse_model: number("abuse.model"),
        hate_model: number("hate.model"),
    };
    if problems.is_empty() { Ok(numbers) } else { Err(problems) }
}
