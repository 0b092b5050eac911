//! The data files of guard, emotions and intents: those that ship, and what replaces them.

use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::guard::GuardFiles;
use crate::named::named;

/// All data files of the screen.
#[derive(Debug, Clone)]
pub struct ScreenFiles {
    rules: DataFile,
    evasions: DataFile,
    aims: DataFile,
    abuse: DataFile,
    ads: DataFile,
    sensitive: DataFile,
    /// `emotion.toml`.
    pub emotion_settings: DataFile,
    /// `emotion.tsv`.
    pub emotion: DataFile,
    /// `intents.toml`.
    pub intents: DataFile,
}

/// The bundled files by their names.
pub const BUNDLED: [(&str, &str); 9] = [
    ("guard.toml", include_str!("../../data/screen/guard.toml")),
    ("evasions.tsv", include_str!("../../data/screen/evasions.tsv")),
    ("aims.tsv", include_str!("../../data/screen/aims.tsv")),
    ("abuse.tsv", include_str!("../../data/screen/abuse.tsv")),
    ("ads.tsv", include_str!("../../data/screen/ads.tsv")),
    ("sensitive.tsv", include_str!("../../data/screen/sensitive.tsv")),
    ("emotion.toml", include_str!("../../data/screen/emotion.toml")),
    ("emotion.tsv", include_str!("../../data/screen/emotion.tsv")),
    ("intents.toml", include_str!("../../data/screen/intents.toml")),
];

impl ScreenFiles {
    /// The bundled files, each of which a file of the same name replaces.
    ///
    /// # Errors
    /// When a file is given that replaces none.
    pub fn with(replaced: &[DataFile]) -> Result<Self, Vec<Problem>> {
        let known = |file: &&DataFile| BUNDLED.iter().any(|(name, _)| *name == file.name);
        let unknown = replaced.iter().filter(|file| !known(file));
        let names = BUNDLED.map(|(name, _)| name).join(", ");
        let problems: Vec<Problem> = unknown
            .map(|file| {
                let problem = Problem::error(1, "", "unknown_file", &[&names]);
                problem.in_file(&file.name)
            })
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let [rules, evasions, aims, abuse, ads, sensitive, emotion_settings, emotion, intents] =
            BUNDLED.map(|(name, text)| {
                let given = replaced.iter().find(|file| file.name == name).cloned();
                given.unwrap_or_else(|| DataFile { name: name.to_owned(), text: text.to_owned() })
            });
        Ok(Self {
            rules,
            evasions,
            aims,
            abuse,
            ads,
            sensitive,
            emotion_settings,
            emotion,
            intents,
        })
    }

    /// A name for all of them together with the weights of a model: the head of a hash.
    pub fn signature(&self, models: &[&str]) -> String {
        let parts = self.all().into_iter().map(|file| (file.name.as_str(), file.text.as_bytes()));
        named(parts.chain(models.iter().map(|model| ("model", model.as_bytes()))))
    }

    /// The hash of each list, by its name.
    pub fn hashes(&self) -> Vec<(String, String)> {
        let hash = |file: &DataFile| {
            let named = named(std::iter::once((file.name.as_str(), file.text.as_bytes())));
            (file.name.clone(), named)
        };
        self.all().into_iter().map(hash).collect()
    }

    fn all(&self) -> [&DataFile; 9] {
        [
            &self.rules,
            &self.evasions,
            &self.aims,
            &self.abuse,
            &self.ads,
            &self.sensitive,
            &self.emotion_settings,
            &self.emotion,
            &self.intents,
        ]
    }

    /// Those of the guard.
    pub fn guard(&self) -> GuardFiles<'_> {
        GuardFiles {
            rules: &self.rules,
            evasions: &self.evasions,
            aims: &self.aims,
            abuse: &self.abuse,
            ads: &self.ads,
            sensitive: &self.sensitive,
        }
    }
}
