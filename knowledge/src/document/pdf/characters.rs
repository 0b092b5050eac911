//! What codes of a font mean: a table of the file (ISO 32000-2, 9.10.3) or a known encoding.

use rustc_hash::FxHashMap;

use crate::document::charset::decode_codes;

/// The most codes of one font; two bytes have no more.
const CODES_MAX: usize = 65_536;

/// Code → characters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Characters {
    by_code: FxHashMap<u32, String>,
}

impl Characters {
    /// Reads a table. It is PostScript, of which only lists of codes matter.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let mut own = Self::default();
        let tokens = tokens(bytes);
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at] {
                Token::Word(word) if word == "beginbfchar" => own.singles(&tokens, at + 1),
                Token::Word(word) if word == "beginbfrange" => own.ranges(&tokens, at + 1),
                _ => at + 1,
            };
        }
        own
    }

    /// What a code means.
    pub(crate) fn get(&self, code: u32) -> Option<&str> {
        self.by_code.get(&code).map(String::as_str)
    }

    fn singles(&mut self, tokens: &[Token], mut at: usize) -> usize {
        while let (Some(Token::Code(code)), Some(Token::Code(text))) =
            (tokens.get(at), tokens.get(at + 1))
        {
            self.put(number(code), utf16(text));
            at += 2;
        }
        at
    }

    fn ranges(&mut self, tokens: &[Token], mut at: usize) -> usize {
        while let (Some(Token::Code(first)), Some(Token::Code(last))) =
            (tokens.get(at), tokens.get(at + 1))
        {
            let (first, last) = (number(first), number(last));
            at += 2;
            match tokens.get(at) {
                Some(Token::Code(text)) => {
                    self.run((first, last), text);
                    at += 1;
                }
                Some(Token::Word(word)) if word == "[" => {
                    at += 1;
                    let mut code = first;
                    while let Some(Token::Code(text)) = tokens.get(at) {
                        self.put(code, utf16(text));
                        code = code.saturating_add(1);
                        at += 1;
                    }
                    at += 1;
                }
                _ => return at,
            }
        }
        at
    }

    /// Codes in a row mean characters in a row: the last unit of the first one counts up.
    fn run(&mut self, (first, last): (u32, u32), text: &[u8]) {
        let mut units = units(text);
        for code in first..=last.min(first.saturating_add(CODES_MAX as u32)) {
            self.put(code, String::from_utf16_lossy(&units));
            if let Some(unit) = units.last_mut() {
                *unit = unit.wrapping_add(1);
            }
        }
    }

    fn put(&mut self, code: u32, text: String) {
        if self.by_code.len() < CODES_MAX && !text.is_empty() {
            self.by_code.insert(code, text);
        }
    }
}

/// A token of a table.
enum Token {
    Code(Vec<u8>),
    Word(String),
}

fn tokens(bytes: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'<' if bytes.get(at + 1) != Some(&b'<') => {
                let end = bytes[at..].iter().position(|byte| *byte == b'>');
                let end = end.map_or(bytes.len(), |end| at + end);
                tokens.push(Token::Code(from_hex(&bytes[at + 1..end])));
                at = end + 1;
            }
            b'[' => {
                tokens.push(Token::Word("[".to_owned()));
                at += 1;
            }
            byte if byte.is_ascii_alphabetic() => {
                let len = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                tokens
                    .push(Token::Word(String::from_utf8_lossy(&bytes[at..at + len]).into_owned()));
                at += len;
            }
            _ => at += 1,
        }
    }
    tokens
}

fn from_hex(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        bytes.iter().filter_map(|byte| char::from(*byte).to_digit(16)).map(|d| d as u8).collect();
    digits.chunks(2).map(|pair| pair[0] * 16 + pair.get(1).copied().unwrap_or(0)).collect()
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    if let [one] = bytes {
        return vec![u16::from(*one)];
    }
    bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

fn utf16(bytes: &[u8]) -> String {
    String::from_utf16_lossy(&units(bytes))
}

/// How the codes of a font that names one of the known encodings of Chinese text are cut and read
/// (ISO 32000-2, table 116).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// One byte a code.
    Single,
    /// Two bytes a code that say nothing of characters by themselves.
    Pairs,
    /// Two bytes a code that are the character itself.
    Unicode,
    /// One or more bytes, as in the encoding of this name.
    Bytes(&'static str),
}

impl Coding {
    /// By the name of an encoding of a font of several bytes.
    pub(crate) fn named(name: &str) -> Self {
        const BEGINNINGS: [(&str, Coding); 12] = [
            ("Identity", Coding::Pairs),
            ("GBK2K", Coding::Bytes("gb18030")),
            ("GB", Coding::Bytes("gbk")),
            ("B5", Coding::Bytes("big5")),
            ("ETen", Coding::Bytes("big5")),
            ("HKscs", Coding::Bytes("big5")),
            ("90", Coding::Bytes("shift_jis")),
            ("EUC", Coding::Bytes("euc-jp")),
            ("KSC", Coding::Bytes("euc-kr")),
            ("CNS", Coding::Pairs),
            ("UniGB", Coding::Unicode),
            ("Uni", Coding::Unicode),
        ];
        let own = BEGINNINGS.iter().find(|(beginning, _)| name.starts_with(beginning));
        own.map_or(Self::Pairs, |(_, coding)| *coding)
    }

    /// The next code of a string: its number and its bytes.
    pub(crate) fn next<'a>(&self, bytes: &'a [u8]) -> Option<(u32, &'a [u8])> {
        let first = *bytes.first()?;
        let len = match self {
            Self::Single => 1,
            Self::Bytes(_) if first < 0x80 => 1,
            // Four bytes have a digit in the second place (GB 18030—2022).
            Self::Bytes("gb18030") if bytes.get(1).is_some_and(u8::is_ascii_digit) => 4,
            Self::Pairs | Self::Unicode | Self::Bytes(_) => 2,
        };
        let code = &bytes[..len.min(bytes.len())];
        Some((number(code), code))
    }

    /// What a code means by itself.
    pub(crate) fn read(&self, code: &[u8]) -> Option<String> {
        match self {
            // What Windows encodes Latin text with; fonts of one byte are Latin where they have no table.
            Self::Single => decode_codes("windows-1252", code),
            Self::Pairs => None,
            Self::Unicode => Some(utf16(code)),
            Self::Bytes(name) => decode_codes(name, code),
        }
        .filter(|text| !text.contains('\u{fffd}') && !text.chars().any(char::is_control))
    }
}
