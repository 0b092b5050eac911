//! What may be sent as an attachment: kinds and sizes by profile, and what is said to it.

pub mod format;
pub mod inside;
pub mod most;
pub mod name;

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::attachment::format::{Format, Written};
use crate::attachment::inside::limits::Limits;
use crate::attachment::most::Most;

/// The rules of one profile.
#[derive(Debug, Clone)]
pub struct Attachments {
    /// Every file is smaller than so many bytes.
    pub bytes_below: u64,
    /// How many one conversation may hold.
    pub count_max: i64,
    /// How many bytes they may have together.
    pub bytes_max: i64,
    /// What is said to what was sent.
    pub say: Say,
    /// How far into a content is looked.
    pub limits: Limits,
    /// Places for contents that are looked into, which are in memory as a whole.
    pub inspections: Arc<Semaphore>,
    /// How many one session may hold, and how many bytes together.
    pub session: SessionMost,
    /// What somebody may have waiting for forms.
    pub forms: FormsMost,
    allowed: Vec<String>,
    voice: Vec<String>,
    formats: Vec<Format>,
}

/// What is said to an attachment; `{0}` is its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// To a first image.
    pub image: String,
    /// To a first file.
    pub file: String,
    /// To a first video.
    pub video: String,
    /// To another one with no question in between.
    pub again: String,
}

/// The file, with every profile.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    count_max: i64,
    bytes_max: i64,
    session: SessionMost,
    forms: FormsMost,
    inside: Limits,
    profiles: BTreeMap<String, Profile>,
    say: Say,
    formats: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    bytes_below: u64,
    extensions: Vec<String>,
    voice: Vec<String>,
}

/// How much one session may hold.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionMost {
    /// How many attachments.
    pub count_max: i64,
    /// How many bytes they may have together.
    pub bytes_max: i64,
}

/// How much somebody may have that was sent for forms and is named by none.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormsMost {
    /// How many files.
    pub count_max: i64,
    /// How many bytes they may have together.
    pub bytes_max: i64,
    /// How long one is kept, in hours.
    pub keep_hours: u32,
}

/// How many contents are looked into at once.
const INSPECTIONS: usize = 4;

/// Which profile holds where none is named.
pub const DEFAULT_PROFILE: &str = "default";

impl Attachments {
    /// Reads the rules of a profile.
    ///
    /// # Errors
    /// When there is no such profile, or when it allows what no format describes.
    pub fn read(profile: &str) -> anyhow::Result<Self> {
        let file: File = toml::from_str(include_str!("../data/attachments.toml"))
            .context("`data/attachments.toml` is not usable")?;
        let known = file.profiles.keys().cloned().collect::<Vec<_>>().join(", ");
        let mut profiles = file.profiles;
        let own = profiles.remove(profile).with_context(|| {
            format!("attachments_profile is `{profile}`, which is none of: {known}")
        })?;
        let formats: anyhow::Result<Vec<Format>> =
            file.formats.into_iter().map(Format::of).collect();
        let rules = Self {
            bytes_below: own.bytes_below,
            count_max: file.count_max,
            bytes_max: file.bytes_max,
            say: file.say,
            limits: file.inside,
            inspections: Arc::new(Semaphore::new(INSPECTIONS)),
            session: file.session,
            forms: file.forms,
            allowed: own.extensions,
            voice: own.voice,
            formats: formats?,
        };
        rules.check(&rules.allowed)?;
        rules.check(&rules.voice)?;
        Ok(rules)
    }

    /// Sees that there is a format for every one of these extensions.
    ///
    /// # Errors
    /// With the first that has none.
    pub fn check(&self, extensions: &[String]) -> anyhow::Result<()> {
        let unknown = extensions.iter().find(|one| self.format_among(extensions, one).is_none());
        anyhow::ensure!(unknown.is_none(), "no format has the extension `{unknown:?}`");
        Ok(())
    }

    /// How large a file of a conversation or a session may be.
    pub fn most(&self) -> Most {
        Most::Below(self.bytes_below)
    }

    /// The format of an extension in small letters, if the profile allows it.
    pub fn format(&self, extension: &str) -> Option<&Format> {
        self.format_among(&self.allowed, extension)
    }

    /// The same of what is sent into a session, which takes recordings, too.
    pub fn session_format(&self, extension: &str) -> Option<&Format> {
        self.format(extension).or_else(|| self.format_among(&self.voice, extension))
    }

    /// The format of an extension in small letters, if it is one of those that are allowed.
    pub fn format_among(&self, allowed: &[String], extension: &str) -> Option<&Format> {
        let allowed = allowed.iter().any(|allowed| allowed == extension);
        let mut formats = self.formats.iter();
        formats.find(|format| allowed && format.extensions.iter().any(|own| own == extension))
    }

    /// The extensions of recordings, which sessions take.
    pub fn voice(&self) -> &[String] {
        &self.voice
    }

    /// Every allowed extension, with the kind of what has it.
    pub fn allowed(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.allowed
            .iter()
            .filter_map(|extension| Some((extension.as_str(), self.format(extension)?.kind.name())))
    }

    /// Every allowed extension, with others that are allowed besides.
    pub fn allowed_also<'a>(&'a self, more: &'a [String]) -> Vec<&'a str> {
        self.allowed.iter().chain(more).map(String::as_str).collect()
    }

    /// Whether the first bytes of a content are of a format. Text must look like nothing else.
    pub fn is_of(&self, format: &Format, head: &[u8]) -> bool {
        let binary = |other: &&Format| other.is_signed() && other.is_strong();
        if format.is_signed() {
            return format.signs(head);
        }
        let mut others = self.formats.iter().filter(binary);
        format.is_text(head) && !others.any(|other| other.signs(head))
    }
}

#[cfg(test)]
mod tests {
    use super::Attachments;

    fn rules(profile: &str) -> Attachments {
        Attachments::read(profile).unwrap()
    }

    #[test]
    fn l_03_l_06_the_kinds_are_those_of_the_guides() {
        let of = |profile: &str, kind: &str| {
            let rules = rules(profile);
            rules.allowed().filter(|(_, of)| *of == kind).count()
        };
        assert_eq!((of("default", "image"), of("default", "file")), (17, 9));
        assert_eq!((of("gd-2025", "image"), of("gd-2025", "file")), (17, 7));
        for archive in ["zip", "rar"] {
            assert!(rules("default").format(archive).is_some());
            assert!(rules("gd-2025").format(archive).is_none(), "x_02: 001 refuses archives");
        }
    }

    #[test]
    fn l_04_l_07_the_sizes_are_those_of_the_guides() {
        assert_eq!(rules("default").bytes_below, 10 * 1024 * 1024);
        assert_eq!(rules("gd-2025").bytes_below, 20 * 1024 * 1024);
        let unknown = Attachments::read("nowhere").unwrap_err().to_string();
        assert!(unknown.contains("nowhere") && unknown.contains("gd-2025"), "{unknown}");
    }

    #[test]
    fn a_content_is_what_its_first_bytes_say() {
        let rules = rules("default");
        let is = |extension: &str, head: &[u8]| rules.is_of(rules.format(extension).unwrap(), head);
        let office = [b"PK\x03\x04".as_slice(), &[0; 26], b"[Content_Types].xml"].concat();
        let right: [(&str, &[u8]); 12] = [
            ("png", b"\x89PNG\r\n\x1a\n...."),
            ("jfif", b"\xff\xd8\xff\xe0"),
            ("webp", b"RIFF\x01\x02\x03\x04WEBPVP8 "),
            ("avif", b"\0\0\0\x20ftypavif"),
            ("mp4", b"\0\0\0\x20ftypisom"),
            ("svg", b"<?xml version='1.0'?><svg/>"),
            ("xbm", b"#define w 1\n"),
            ("txt", "一般纳税人".as_bytes()),
            ("txt", b"\xff\xfe\x00\x4e"),
            ("docx", &office),
            ("zip", &office),
            ("pdf", b"%PDF-1.7"),
        ];
        for (extension, head) in right {
            assert!(is(extension, head), "{extension}");
        }
        let wrong: [(&str, &[u8]); 12] = [
            ("png", b"GIF89a"),
            ("gif", b"<svg onload=alert(1)>"),
            ("svg", b"<html></html>"),
            ("svg", b"\x89PNG\r\n\x1a\n<svg"),
            ("txt", b"MZ\x90\0\x03"),
            ("txt", b"%PDF-1.7"),
            ("docx", b"PK\x03\x04rest of a plain archive, not of an office file"),
            ("jpg", b""),
            ("webp", b"RIFF\x01\x02\x03\x04AVI "),
            ("pdf", b"x%PDF-1.7"),
            ("mp4", b"\0\0\0\x20ftypavif"),
            ("xls", b"<html><table>"),
        ];
        for (extension, head) in wrong {
            assert!(!is(extension, head), "{extension} {}", head.escape_ascii());
        }
    }
}
