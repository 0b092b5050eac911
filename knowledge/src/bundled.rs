//! What ships inside the program: the bundled knowledge and the lexicons.

use rust_embed::RustEmbed;

use crate::base::Draft;
use crate::lexicon::DataFile;
use crate::load;

#[derive(RustEmbed)]
#[folder = "bundled/"]
struct KnowledgeFiles;

#[derive(RustEmbed)]
#[folder = "data/"]
struct LexiconFiles;

/// Reads the bundled knowledge.
pub fn knowledge() -> Draft {
    let mut draft = Draft::default();
    for file in files::<KnowledgeFiles>() {
        load::read_file(&file.name, &file.text, &mut draft);
    }
    draft
}

/// The bundled lexicon files.
pub fn lexicons() -> Vec<DataFile> {
    files::<LexiconFiles>()
}

fn files<E: RustEmbed>() -> Vec<DataFile> {
    let mut names: Vec<String> = E::iter().map(std::borrow::Cow::into_owned).collect();
    names.sort();
    let text = |name: &str| {
        let bytes = E::get(name).map(|file| file.data.into_owned()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    names.into_iter().map(|name| DataFile { text: text(&name), name }).collect()
}
