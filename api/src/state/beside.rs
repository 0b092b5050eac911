//! What a server reads from files once, at its start.

use anyhow::Context as _;

use crate::attachment::Attachments;
use crate::config::Config;
use crate::config::backend::BackendConfig;
use crate::demo::Demo;
use crate::desk::Desk;
use crate::desk::dialler::Dialler;
use crate::hook::Hook;
use crate::objects::Objects;
use crate::outgoing::outlets::Outlets;
use crate::pages::Pages;
use crate::quick::Shortcuts;
use crate::reception::Reception;
use crate::signal::Signals;
use crate::speaking::Speaking;
use crate::transcription::Transcription;

/// What is read from files at the start; what each is says the shared state, which takes them all.
pub(super) struct Beside {
    pub shortcuts: Shortcuts,
    pub attachments: Attachments,
    pub objects: Objects,
    pub signals: Signals,
    pub reception: Reception,
    pub desk: Desk,
    pub outside_desk: Option<Hook>,
    pub dialler: Option<Dialler>,
    pub outlets: Outlets,
    pub transcription: Transcription,
    pub speaking: Speaking,
    pub pages: Pages,
    pub demo: Option<Demo>,
}

impl Beside {
    /// Reads all of it.
    ///
    /// # Errors
    /// When a file or a directory cannot be used; the error names it.
    pub(super) fn open(config: &Config) -> anyhow::Result<Self> {
        let serving = &config.serving;
        let desk = Desk::open(serving, config.demo)?;
        let attachments = Attachments::read(&serving.profile)?;
        attachments.check(&desk.profile.attachments.extensions).context("the desk's rules")?;
        Ok(Self {
            shortcuts: Shortcuts::read(config.shortcuts.as_deref())?,
            attachments,
            objects: Objects::open(&serving.attachments)?,
            signals: Signals::read(serving.signals.as_deref())?,
            reception: Reception::read(serving.service.as_deref())?,
            demo: config.demo.then(|| Demo::open(&desk.centers)).transpose()?,
            desk,
            outside_desk: config.backend.as_ref().map(BackendConfig::hook).transpose()?,
            dialler: config.calling.dialler.as_ref().map(Dialler::new).transpose()?,
            outlets: Outlets::open(&config.notifying)?,
            transcription: Transcription::open(&config.transcription)?,
            speaking: Speaking::open(&config.speaking)?,
            pages: Pages::open(config.pages.as_deref())?,
        })
    }
}
