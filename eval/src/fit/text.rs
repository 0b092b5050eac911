//! Fitted numbers put into the text of settings, whose comments stay.

use wenshui_engine::feature::Features;

use crate::fit::fitted::Fitted;

/// The text with the fitted numbers in the place of its own.
pub fn with(text: &str, fitted: &Fitted) -> String {
    replaced(text, |section, key| number(fitted, section, key))
}

/// The text with a ranker for which every feature weighs the same.
pub fn level(text: &str) -> String {
    let weight = 1.0 / Features::NAMES.len() as f32;
    let is_weight =
        |section: &str, key: &str| section == "ranker" && Features::NAMES.contains(&key);
    replaced(text, |section, key| is_weight(section, key).then_some(weight))
}

/// The text with numbers in the place of its own, by section and key.
pub fn replaced(text: &str, number: impl Fn(&str, &str) -> Option<f32>) -> String {
    let mut section = String::new();
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        match number(&section, key) {
            Some(number) if line.contains('=') => out.push_str(&format!("{key} = {number:.4}\n")),
            _ => out.push_str(line),
        }
    }
    out
}

fn number(fitted: &Fitted, section: &str, key: &str) -> Option<f32> {
    let Fitted { ranker, calibration, domain, suggest_min } = fitted;
    match (section, key) {
        ("ranker", name) => {
            let at = Features::NAMES.iter().position(|known| *known == name)?;
            Some(ranker.numbers()[at])
        }
        ("calibration", "sharpness") => Some(calibration.sharpness),
        ("calibration", "score") => Some(calibration.score),
        ("calibration", "share") => Some(calibration.share),
        ("calibration", "known") => Some(calibration.known),
        ("calibration", "outside") => Some(calibration.outside),
        ("calibration", "length") => Some(calibration.length),
        ("calibration", "offset") => Some(calibration.offset),
        ("domain", "score") => Some(domain.score),
        ("domain", "known") => Some(domain.known),
        ("domain", "length") => Some(domain.length),
        ("domain", "outside") => Some(domain.outside),
        ("domain", "offset") => Some(domain.offset),
        ("decision", "suggest_min") => Some(*suggest_min),
        _ => None,
    }
}
