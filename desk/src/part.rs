//! In what relation somebody stands to a thing of the desk.

/// Who gives a command, seen from the thing that it is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The taxpayer whose it is.
    Owner,
    /// The agent it is assigned to.
    Handler,
    /// The agent whom a transfer of it asks to go on.
    Receiver,
    /// The agent of the place that takes a case over regions in, 收件地 (T-07).
    Origin,
    /// Another agent of the center that it belongs to.
    Colleague,
    /// A supervisor of that center or of one above it.
    Supervisor,
    /// Time itself, and what the house sees without anybody's doing: what falls due, the queue's turn, a
    /// connection that is lost.
    Clock,
}

/// The places that have something in hand which goes over regions, by the ids of their centers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides<'a> {
    /// The place that takes it in, 收件地.
    pub origin: &'a str,
    /// The place that handles it, 办理地.
    pub handling: &'a str,
    /// The place that decides for the province, while it has to.
    pub deciding: Option<&'a str>,
}

impl Sides<'_> {
    /// Whether a center is one of them.
    pub fn include(&self, center: &str) -> bool {
        self.origin == center || self.handling == center || self.deciding == Some(center)
    }
}

impl Part {
    /// Everybody there is.
    pub const ALL: [Self; 7] = [
        Self::Owner,
        Self::Handler,
        Self::Receiver,
        Self::Origin,
        Self::Colleague,
        Self::Supervisor,
        Self::Clock,
    ];

    /// Its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Handler => "handler",
            Self::Colleague => "colleague",
            Self::Supervisor => "supervisor",
            Self::Receiver => "receiver",
            Self::Origin => "origin",
            Self::Clock => "clock",
        }
    }

    /// Whether it is somebody of the tax office.
    pub fn is_staff(self) -> bool {
        !matches!(self, Self::Owner | Self::Clock)
    }
}
