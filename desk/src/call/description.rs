//! What a browser's description of a connection (SDP, RFC 8866) says that it would send.

use crate::call::talk::Tracks;

/// What a description would send.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Sound.
    pub audio: bool,
    /// Pictures.
    pub video: bool,
    /// Messages of any content beside the media, such as where somebody clicks.
    pub data: bool,
}

impl Sent {
    /// Reads a description. Of a section without a direction the session's counts, and without that
    /// it goes both ways (RFC 8866, section 6.7).
    pub fn of(sdp: &str) -> Self {
        let mut sent = Self::default();
        let mut sections = Vec::new();
        let mut session = "sendrecv";
        for line in sdp.lines().map(str::trim_end) {
            if let Some(media) = line.strip_prefix("m=") {
                sections.push((media.split(' ').next().unwrap_or_default(), None));
            } else if let Some(direction) = direction(line) {
                match sections.last_mut() {
                    Some((_, own)) => *own = Some(direction),
                    None => session = direction,
                }
            }
        }
        for (media, own) in sections {
            let sends = matches!(own.unwrap_or(session), "sendrecv" | "sendonly");
            match media {
                "audio" => sent.audio |= sends,
                "video" => sent.video |= sends,
                // A channel of data has no direction.
                _ => sent.data = true,
            }
        }
        sent
    }
}

fn direction(line: &str) -> Option<&str> {
    let direction = line.strip_prefix("a=")?;
    matches!(direction, "sendrecv" | "sendonly" | "recvonly" | "inactive").then_some(direction)
}

impl Tracks {
    /// Whether somebody who may send these may send all of that. There is no track for data, through
    /// which another one's screen could be operated (M-05).
    pub fn allow(self, sent: Sent) -> bool {
        (self.microphone || !sent.audio)
            && (self.camera || self.screen || !sent.video)
            && !sent.data
    }
}

#[cfg(test)]
mod tests {
    use super::Sent;

    fn check(lines: &str, expected: (bool, bool, bool)) {
        let sdp: String = lines.split(' ').map(|line| format!("{line}\r\n")).collect();
        // A blank stands for the one in `m=audio 9 …`.
        let sent = Sent::of(&sdp.replace('_', " "));
        assert_eq!((sent.audio, sent.video, sent.data), expected, "{lines}");
    }

    #[test]
    fn the_last_direction_of_a_section_counts_then_the_sessions_then_both_ways() {
        check("v=0 m=audio_9 m=video_9", (true, true, false));
        check("v=0 m=audio_9 a=recvonly m=video_9 a=sendonly", (false, true, false));
        check("v=0 a=inactive m=audio_9 m=video_9 a=sendrecv", (false, true, false));
        check("v=0 m=video_9 a=recvonly m=video_9 a=sendrecv", (false, true, false));
        check("v=0 m=video_9 a=recvonly a=sendrecv", (false, true, false));
        check("v=0 m=application_9 a=inactive", (false, false, true));
        check("v=0 a=sendrecv", (false, false, false));
    }
}
