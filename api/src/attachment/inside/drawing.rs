//! Drawings (SVG), cleaned: elements and attributes on a list stay, and what runs, loads from elsewhere
//! or is on no list goes (X-03).

use std::io::{self, Read as _, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use svg_hush::Filter;
use svg_hush::data_url_filter::allow_standard_images;

use crate::attachment::inside::limits::{Limits, Refused};

/// The drawing without what is not harmless.
///
/// # Errors
/// [`Refused::Broken`] where it is none, or too large.
pub fn clean(content: &[u8], limits: &Limits) -> Result<Vec<u8>, Refused> {
    if content.len() as u64 > limits.drawing_max {
        return Err(Refused::Broken);
    }
    let mut filter = Filter::new();
    filter.set_data_url_filter(allow_standard_images);
    let mut clean = Bounded { bytes: Vec::new(), left: limits.drawing_max as usize };
    filter.filter(content, &mut clean).map_err(|_| Refused::Broken)?;
    Ok(clean.bytes)
}

/// The same of a packed one, packed again.
///
/// # Errors
/// [`Refused::Broken`] where it is none, or too large.
pub fn clean_packed(content: &[u8], limits: &Limits) -> Result<Vec<u8>, Refused> {
    let broken = |_| Refused::Broken;
    let mut unpacked = Vec::new();
    // One byte more than may be, so that more is seen.
    let mut reader = GzDecoder::new(content).take(limits.drawing_max + 1);
    reader.read_to_end(&mut unpacked).map_err(broken)?;
    let clean = clean(&unpacked, limits)?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&clean).map_err(broken)?;
    packed.finish().map_err(broken)
}

/// Takes so many bytes and no more: what names parts of itself again and again can grow.
struct Bounded {
    bytes: Vec<u8>,
    left: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use flate2::Compression;
    use flate2::read::GzDecoder;
    use flate2::write::GzEncoder;

    use super::{clean, clean_packed};
    use crate::attachment::Attachments;
    use crate::attachment::inside::limits::{Limits, Refused};

    fn limits() -> Limits {
        Attachments::read("default").unwrap().limits
    }

    const HOSTILE: &str = r##"<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">
<script>alert(2)</script><foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>
<a xlink:href="javascript:alert(3)"><text>点我</text></a>
<image href="https://evil.example/pixel.png"/><rect width="1" height="2" onclick="alert(4)"/>
<style>@import url(https://evil.example/a.css);</style></svg>"##;

    #[test]
    fn x_03_what_runs_or_loads_from_elsewhere_is_gone_and_the_drawing_stays() {
        let kept = String::from_utf8(clean(HOSTILE.as_bytes(), &limits()).unwrap()).unwrap();
        for gone in [
            "alert",
            "script",
            "foreignObject",
            "//evil.example/p",
            "import",
            "url(",
            "onload",
            "onclick",
        ] {
            assert!(!kept.contains(gone), "{gone}: {kept}");
        }
        assert!(kept.contains("<rect") && kept.contains("点我"), "{kept}");
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(HOSTILE.as_bytes()).unwrap();
        let clean = clean_packed(&packed.finish().unwrap(), &limits()).unwrap();
        let mut unpacked = String::new();
        GzDecoder::new(&clean[..]).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, kept);
    }

    #[test]
    fn what_is_no_drawing_or_grows_is_refused() {
        let bomb: String = (1..9).fold("<!ENTITY a0 'aaaaaaaaaa'>".to_owned(), |text, n| {
            let before = format!("&a{};", n - 1).repeat(10);
            format!("{text}<!ENTITY a{n} '{before}'>")
        });
        let bomb = format!(
            "<!DOCTYPE svg [{bomb}]><svg xmlns='http://www.w3.org/2000/svg'><text>&a8;</text></svg>"
        );
        let large =
            format!("<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>", " ".repeat(6 << 20));
        for wrong in ["<html><svg></html>", "<svg", "no drawing", &bomb, &large] {
            assert_eq!(clean(wrong.as_bytes(), &limits()), Err(Refused::Broken), "{wrong:.40}");
        }
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&vec![b' '; 50 << 20]).unwrap();
        assert_eq!(clean_packed(&packed.finish().unwrap(), &limits()), Err(Refused::Broken));
        assert_eq!(clean_packed(b"\x1f\x8b\x08\0", &limits()), Err(Refused::Broken));
    }
}
