//! In what relation somebody stands to a thing of the desk.

/// Who gives a command, seen from the thing that it is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The taxpayer whose it is.
    Owner,
    /// The agent it is assigned to.
    Handler,
    /// The agent of the place that takes a case over regions in, 收件地 (T-07).
    Origin,
    /// Another agent of the center that it belongs to.
    Colleague,
    /// A supervisor of that center or of one above it.
    Supervisor,
    /// Time itself: what falls due.
    Clock,
}

impl Part {
    /// Everybody there is.
    pub const ALL: [Self; 6] =
        [Self::Owner, Self::Handler, Self::Origin, Self::Colleague, Self::Supervisor, Self::Clock];

    /// Whether it is somebody of the tax office.
    pub fn is_staff(self) -> bool {
        matches!(self, Self::Handler | Self::Origin | Self::Colleague | Self::Supervisor)
    }
}
