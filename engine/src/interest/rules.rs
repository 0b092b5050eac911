//! The data behind what is offered unasked: numbers, lists, the tax calendar, profiles, categories.

use serde::Deserialize;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::interest::season::Season;
use crate::table::parse_toml;

/// The bundled files by their names.
pub const BUNDLED: [(&str, &str); 5] = [
    ("hot_words.toml", include_str!("../../data/interest/hot_words.toml")),
    ("guesses.toml", include_str!("../../data/interest/guesses.toml")),
    ("calendar.toml", include_str!("../../data/interest/calendar.toml")),
    ("profiles.toml", include_str!("../../data/interest/profiles.toml")),
    ("categories.toml", include_str!("../../data/interest/categories.toml")),
];

/// Everything that is data; the files describe the fields, their units and their sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Which words are counted, and how the most telling are found.
    pub words: WordRules,
    /// How entries are ranked that nobody asked for.
    pub guesses: GuessRules,
    /// What people ask about at which time of the year.
    pub seasons: Vec<Season>,
    /// What is known of pages and capacities.
    pub profiles: Profiles,
    /// How topics are grouped.
    pub categories: Categories,
}

/// `hot_words.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordRules {
    /// After how many hours somebody who said a word counts half.
    pub half_life_hours: f64,
    /// How many days counts by period are kept.
    pub keep_days: u32,
    /// The shortest word, in characters.
    pub chars_min: usize,
    /// The longest word, in characters.
    pub chars_max: usize,
    /// The largest share of the base's entries that may have a word, 0 to 1.
    pub entries_share_max: f64,
    /// How many people without a token who write the same count in a period.
    pub anonymous_same_max: u32,
    /// How many turns a person may have in a period and still count.
    pub turns_max: u32,
    /// How many people a word that rises has at least.
    pub burst_people_min: u32,
    /// How many standard deviations above what was expected it begins to rise.
    pub burst_deviations_min: f64,
    /// What rising weighs beside the logarithm of the people.
    pub burst_weight: f64,
    /// How many people a topic or tax with all entries counts for before anybody asks.
    pub seed_people: f64,
    /// How many characters longer a word may be that stands for another.
    pub merge_chars_max: usize,
    /// What share of the other's people it has at least, 0 to 1.
    pub merge_share_min: f64,
    /// How many words are offered in all.
    pub words_max: usize,
    /// Sources whose turns are not the person's own words.
    pub offered_sources: Vec<String>,
    /// What the guard did with turns that count.
    pub guard_actions: Vec<String>,
    /// What no single word has in it.
    pub joints: Vec<String>,
    /// Words beside those of the lexicon.
    pub extra: Vec<String>,
    /// Words that are never offered.
    pub block: Vec<String>,
}

/// `guesses.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuessRules {
    /// After how many days an answer counts half for what people usually ask.
    pub popular_half_life_days: f64,
    /// After how many days for what is hot now.
    pub hot_half_life_days: f64,
    /// After how many months for who asks what.
    pub profile_half_life_months: f64,
    /// How many answers' worth of seeds stand behind what people ask.
    pub seed_answers: f64,
    /// How many expected answers weigh as much as what the base says.
    pub seed_expected: f64,
    /// How many are offered in all.
    pub pool_max: usize,
    /// How alike two questions of a batch may be, 0 to 1.
    pub alike_max: f64,
    /// The lift of an entry that names the asker's type.
    pub named_type_lift: f64,
    /// The lift of an entry that names the asker's region.
    pub named_region_lift: f64,
    /// How much each circumstance weighs.
    pub weights: Weights,
}

/// How much each circumstance weighs; 1 is what independence would give.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// What the asker is.
    pub taxpayer_type: f64,
    /// The province asked from.
    pub province: f64,
    /// The page somebody comes from.
    pub entry_scene: f64,
    /// The month of the year, with the calendar.
    pub month: f64,
    /// The capacity in which somebody acts.
    pub role: f64,
}

/// `profiles.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    /// What the page tells that somebody comes from.
    pub scenes: Vec<Scene>,
    /// What the capacity tells in which somebody acts.
    pub roles: Vec<RoleRule>,
}

/// A kind of page.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// One of these stands in the entry scene.
    pub contains: Vec<String>,
    /// How much more likely what is named is asked there.
    pub lift: f64,
    /// Topics.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Taxes.
    #[serde(default)]
    pub taxes: Vec<String>,
    /// Entries by id.
    #[serde(default)]
    pub entries: Vec<String>,
}

/// A capacity.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRule {
    /// Its name in a token.
    pub role: String,
    /// How much more likely what is named is asked in it.
    pub lift: f64,
    /// Topics.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Taxes.
    #[serde(default)]
    pub taxes: Vec<String>,
    /// Entries by id.
    #[serde(default)]
    pub entries: Vec<String>,
}

/// `categories.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Categories {
    /// The category of topics that are in none.
    pub other: String,
    /// The categories in their order.
    pub categories: Vec<Category>,
}

/// A group of topics.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Its topics.
    pub topics: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Calendar {
    seasons: Vec<Season>,
}

impl Categories {
    /// The category of a topic.
    pub fn of(&self, topic: &str) -> &str {
        let holds = |category: &&Category| category.topics.iter().any(|name| name == topic);
        self.categories.iter().find(holds).map_or(&self.other, |category| &category.name)
    }
}

impl Rules {
    /// The bundled data.
    ///
    /// # Errors
    /// Never in a released build: a test reads it.
    pub fn bundled() -> Result<Self, Vec<Problem>> {
        Self::with(&[])
    }

    /// The bundled data, each file of which one of the same name replaces.
    ///
    /// # Errors
    /// When a file replaces none, is no such data, or has a number that cannot be.
    pub fn with(replaced: &[DataFile]) -> Result<Self, Vec<Problem>> {
        let known = |file: &&DataFile| BUNDLED.iter().any(|(name, _)| *name == file.name);
        if let Some(file) = replaced.iter().find(|file| !known(file)) {
            let names = BUNDLED.map(|(name, _)| name).join(", ");
            let problem = Problem::error(1, "", "unknown_file", &[&names]);
            return Err(vec![problem.in_file(&file.name)]);
        }
        let [words, guesses, calendar, profiles, categories] = BUNDLED.map(|(name, text)| {
            let given = replaced.iter().find(|file| file.name == name).cloned();
            given.unwrap_or_else(|| DataFile { name: name.to_owned(), text: text.to_owned() })
        });
        let rules = Self {
            words: parse_toml(&words)?,
            guesses: parse_toml(&guesses)?,
            seasons: parse_toml::<Calendar>(&calendar)?.seasons,
            profiles: parse_toml(&profiles)?,
            categories: parse_toml(&categories)?,
        };
        rules.check(&words, &guesses)?;
        Ok(rules)
    }

    /// Numbers that others are divided by, or logarithms taken of.
    fn check(&self, words: &DataFile, guesses: &DataFile) -> Result<(), Vec<Problem>> {
        let (of_words, of_guesses) = (&self.words, &self.guesses);
        let positive = [
            (words, "half_life_hours", of_words.half_life_hours),
            (guesses, "popular_half_life_days", of_guesses.popular_half_life_days),
            (guesses, "hot_half_life_days", of_guesses.hot_half_life_days),
            (guesses, "profile_half_life_months", of_guesses.profile_half_life_months),
            (guesses, "seed_answers", of_guesses.seed_answers),
            (guesses, "seed_expected", of_guesses.seed_expected),
            (guesses, "named_type_lift", of_guesses.named_type_lift),
            (guesses, "named_region_lift", of_guesses.named_region_lift),
        ];
        let wrong =
            positive.into_iter().filter(|(.., number)| !(*number > 0.0 && number.is_finite()));
        let told = wrong.map(|(file, field, number)| {
            let problem = Problem::error(1, field, "not_a_number", &[&number.to_string()]);
            problem.in_file(&file.name)
        });
        let problems: Vec<Problem> = told.collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use wenshui_knowledge::lexicon::DataFile;

    use super::{BUNDLED, Rules};

    #[test]
    fn the_bundled_data_is_read_and_a_file_replaces_one() {
        let rules = Rules::bundled().unwrap();
        assert_eq!(rules.categories.of("房产税"), "财产和行为税");
        assert_eq!(rules.categories.of("没有这个"), "综合业务");
        let text = BUNDLED[0].1.replace("half_life_hours = 24.0", "half_life_hours = 0.0");
        let file = |name: &str, text: &str| DataFile { name: name.into(), text: text.into() };
        let problems = Rules::with(&[file("hot_words.toml", &text)]).unwrap_err();
        assert_eq!(
            (problems[0].field.as_str(), problems[0].code),
            ("half_life_hours", "not_a_number")
        );
        let problems = Rules::with(&[file("guesses.toml", "much = 1")]).unwrap_err();
        assert_eq!((problems[0].line, problems[0].code), (1, "bad_toml"));
        let problems = Rules::with(&[file("cold_words.toml", "")]).unwrap_err();
        assert_eq!(problems[0].code, "unknown_file");
    }
}
