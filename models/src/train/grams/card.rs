//! The model card of trained gram vectors.

use std::fmt::Write;

use crate::gram_encoder::header::GramsHeader;
use crate::train::grams::provenance::Input;
use crate::train::grams::settings::GramsSettings;
use crate::train::template::filled;

/// The words of the card, with names in braces where numbers go.
const TEMPLATE: &str = include_str!("card.md");

/// What a card tells.
pub(crate) struct Card<'a> {
    pub(crate) id: &'a str,
    pub(crate) checksum: &'a str,
    pub(crate) header: &'a GramsHeader,
    pub(crate) inputs: &'a [Input],
    pub(crate) settings: &'a GramsSettings,
    pub(crate) knowledge: &'a str,
    pub(crate) matters: usize,
    pub(crate) bytes: usize,
    pub(crate) grams: usize,
    pub(crate) questions: usize,
    pub(crate) variance_kept: f64,
}

impl Card<'_> {
    /// The card as Markdown.
    pub(crate) fn to_markdown(&self) -> String {
        let settings = self.settings;
        let values = [
            ("id", self.id.to_owned()),
            ("checksum", self.checksum.to_owned()),
            ("bytes", self.bytes.to_string()),
            ("grams", self.grams.to_string()),
            ("questions", self.questions.to_string()),
            ("matters", self.matters.to_string()),
            ("knowledge", self.knowledge.to_owned()),
            ("variance", format!("{:.1}", self.variance_kept * 100.0)),
            ("licence", self.header.licence.clone()),
            ("inputs", self.input_rows()),
            ("command", self.command()),
            ("dims", settings.dims.to_string()),
            ("whitening", settings.whitening.to_string()),
            ("repeat_power", settings.repeat_power.to_string()),
            ("texts_min", settings.texts_min.to_string()),
            ("descents", settings.descents.to_string()),
            ("rounds", settings.rounds.to_string()),
            ("batch", settings.batch.to_string()),
            ("rate", settings.rate.to_string()),
            ("weight_rate", settings.weight_rate.to_string()),
            ("left_out", settings.left_out.to_string()),
            ("answers", settings.answers.to_string()),
        ];
        filled(TEMPLATE, &values)
    }

    fn input_rows(&self) -> String {
        self.inputs.iter().map(Input::row).collect::<Vec<String>>().join("\n")
    }

    /// The command that makes the file again; the files are named without their folders.
    fn command(&self) -> String {
        let flags = ["--vectors", "--vocab"].into_iter().chain(std::iter::repeat("--corpus"));
        let mut command = "wenshui models train grams".to_owned();
        for (flag, input) in flags.zip(self.inputs) {
            let _written = write!(command, " {flag} {}", input.file);
        }
        if self.settings.dims != GramsSettings::default().dims {
            let _written = write!(command, " --dims {}", self.settings.dims);
        }
        command + " --output grams.safetensors"
    }
}
