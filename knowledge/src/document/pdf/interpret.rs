//! The commands of a page, as far as they place text (ISO 32000-2, 9.4).

use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Command;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};
use rustc_hash::FxHashMap;

use crate::document::limit::{CHARS_MAX, too_much};
use crate::document::pdf::font::Font;
use crate::document::pdf::glyph::{Glyph, Sheet};
use crate::document::pdf::unfold::unfolded;
use crate::problem::Problem;

/// The most commands of a file: forms may show each other again and again.
const COMMANDS_MAX: usize = 50_000_000;
/// How deep forms may lie in forms, and saved states on each other.
const FORMS_MAX: usize = 8;
const STATES_MAX: usize = 512;
/// The most bytes of all pages.
const BYTES_MAX: usize = 256 * 1024 * 1024;
/// What stands on a page for its own sake: heads, feet, numbers (14.8.2.2).
const ARTIFACT: &str = "Artifact";

/// A matrix of six numbers (8.3.3).
type Matrix = [f64; 6];

const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn then(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// What text is shown with.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            page: UNIT,
            font: None,
            size: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// What is kept from page to page.
#[derive(Default)]
pub(crate) struct Interpreter {
    fonts: FxHashMap<(u32, i32), Rc<Font>>,
    commands: usize,
    bytes: usize,
    chars: usize,
}

impl Interpreter {
    /// Reads a page.
    ///
    /// # Errors
    /// When the file holds too much.
    pub(crate) fn page(&mut self, page: &Page) -> Result<Sheet, Problem> {
        let (_, height) = page.render_dimensions();
        let first = State { page: page.initial_transform(true).as_coeffs(), ..State::default() };
        let sheet = Sheet { height: f64::from(height), ..Sheet::default() };
        let mut run =
            Run { of: self, sheet, state: first, saved: Vec::new(), artifacts: Vec::new() };
        let mut text = (UNIT, UNIT);
        run.stream(&contents(page), page.resources(), (0, &mut text))?;
        Ok(run.sheet)
    }
}

/// The commands of a page: one stream, or several one after the other.
fn contents(page: &Page) -> Vec<u8> {
    if let Some(one) = page.raw().get::<Stream>("Contents") {
        return unfolded(&one).unwrap_or_default();
    }
    let mut bytes = Vec::new();
    for one in page.raw().get::<Array>("Contents").iter().flat_map(Array::iter::<Stream>) {
        bytes.extend(unfolded(&one).unwrap_or_default());
        bytes.push(b' ');
        if bytes.len() > BYTES_MAX {
            break;
        }
    }
    bytes
}

/// A page while it is read.
struct Run<'a> {
    of: &'a mut Interpreter,
    sheet: Sheet,
    state: State,
    saved: Vec<State>,
    /// For every open mark whether it is for the page's own sake.
    artifacts: Vec<bool>,
}

/// The matrices of a text and of its line.
type Text = (Matrix, Matrix);

impl Run<'_> {
    fn stream(
        &mut self,
        bytes: &[u8],
        resources: &Resources,
        (depth, text): (usize, &mut Text),
    ) -> Result<(), Problem> {
        self.of.bytes += bytes.len();
        if self.of.bytes > BYTES_MAX {
            return Err(too_much("bytes", BYTES_MAX));
        }
        let mut commands = TypedIter::new(bytes);
        while let Some(command) = commands.next() {
            self.of.commands += 1;
            if self.of.commands > COMMANDS_MAX {
                return Err(too_much("commands", COMMANDS_MAX));
            }
            match command {
                Command::XObject(name) if depth < FORMS_MAX => {
                    self.form(name.0, resources, depth)?;
                }
                Command::TextFont(font) => {
                    self.state.size = font.1.as_f64();
                    self.state.font = self.font(font.0, resources);
                }
                Command::BeginMarkedContent(mark) => self.mark(mark.0),
                Command::BeginMarkedContentWithProperties(mark) => self.mark(mark.0),
                Command::EndMarkedContent(_) => drop(self.artifacts.pop()),
                Command::SaveState(_) if self.saved.len() < STATES_MAX => {
                    self.saved.push(self.state.clone());
                }
                Command::RestoreState(_) => {
                    if let Some(state) = self.saved.pop() {
                        self.state = state;
                    }
                }
                Command::Transform(m) => {
                    let m = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                    self.state.page = then(m, self.state.page);
                }
                command => self.text(&command, text)?,
            }
        }
        Ok(())
    }

    fn mark(&mut self, name: &Name) {
        if self.artifacts.len() < STATES_MAX {
            self.artifacts.push(name.as_str() == ARTIFACT);
        }
    }

    fn font(&mut self, name: &Name, resources: &Resources) -> Option<Rc<Font>> {
        let key = resources.fonts.get_ref(name).map(|own| (own.obj_number, own.gen_number));
        if let Some(known) = key.and_then(|key| self.of.fonts.get(&key)) {
            return Some(Rc::clone(known));
        }
        let font = Rc::new(Font::read(&resources.get_font(name)?));
        if let Some(key) = key {
            self.of.fonts.insert(key, Rc::clone(&font));
        }
        Some(font)
    }

    /// A form is a page within a page (8.10).
    fn form(&mut self, name: &Name, resources: &Resources, depth: usize) -> Result<(), Problem> {
        let Some(form) = resources.get_x_object(name) else {
            return Ok(());
        };
        let kind = form.dict().get::<Name>("Subtype");
        if kind.is_none_or(|kind| kind.as_str() != "Form") {
            return Ok(());
        }
        let Some(bytes) = unfolded(&form) else {
            return Ok(());
        };
        let before = (self.state.clone(), self.saved.len());
        let matrix = form.dict().get::<[f64; 6]>("Matrix").unwrap_or(UNIT);
        self.state.page = then(matrix, self.state.page);
        let own = form.dict().get::<Dict>("Resources").map(Resources::new);
        let mut text = (UNIT, UNIT);
        self.stream(&bytes, own.as_ref().unwrap_or(resources), (depth + 1, &mut text))?;
        self.saved.truncate(before.1);
        self.state = before.0;
        Ok(())
    }

    fn text(&mut self, command: &Command, text: &mut Text) -> Result<(), Problem> {
        let state = &mut self.state;
        match command {
            Command::BeginText(_) => *text = (UNIT, UNIT),
            Command::CharacterSpacing(to) => state.spacing = to.0.as_f64(),
            Command::WordSpacing(to) => state.word_spacing = to.0.as_f64(),
            Command::HorizontalScaling(to) => state.scale = to.0.as_f64() / 100.0,
            Command::TextLeading(to) => state.leading = to.0.as_f64(),
            Command::TextRise(to) => state.rise = to.0.as_f64(),
            Command::SetTextMatrix(m) => {
                let m = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
                *text = (m, m);
            }
            Command::NextLine(by) => next_line(text, (by.0.as_f64(), by.1.as_f64())),
            Command::NextLineAndSetLeading(by) => {
                state.leading = -by.1.as_f64();
                next_line(text, (by.0.as_f64(), by.1.as_f64()));
            }
            Command::NextLineUsingLeading(_) => next_line(text, (0.0, -state.leading)),
            Command::ShowText(shown) => self.show(shown.0.as_bytes(), text)?,
            Command::NextLineAndShowText(shown) => {
                next_line(text, (0.0, -state.leading));
                self.show(shown.0.as_bytes(), text)?;
            }
            Command::ShowTextWithParameters(shown) => {
                (state.word_spacing, state.spacing) = (shown.0.as_f64(), shown.1.as_f64());
                next_line(text, (0.0, -state.leading));
                self.show(shown.2.as_bytes(), text)?;
            }
            Command::ShowTexts(shown) => {
                for item in shown.0.iter::<Object>() {
                    match item {
                        Object::String(own) => self.show(own.as_bytes(), text)?,
                        Object::Number(by) => {
                            let by = -by.as_f64() / 1000.0 * self.state.size * self.state.scale;
                            text.0 = then([1.0, 0.0, 0.0, 1.0, by, 0.0], text.0);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self, bytes: &[u8], text: &mut Text) -> Result<(), Problem> {
        let Some(font) = self.state.font.clone() else {
            return Ok(());
        };
        let seen = !self.artifacts.contains(&true);
        let (state, sheet) = (&self.state, &mut self.sheet);
        font.show(bytes, |shown| {
            let at = then([state.size, 0.0, 0.0, state.size, 0.0, state.rise], text.0);
            let at = then(at, state.page);
            let spread = if shown.blank { state.word_spacing } else { 0.0 };
            let by = (shown.width * state.size + state.spacing + spread) * state.scale;
            text.0 = then([1.0, 0.0, 0.0, 1.0, by, 0.0], text.0);
            match shown.text.filter(|_| seen) {
                Some(own) => sheet.glyphs.push(Glyph {
                    text: own,
                    x: at[4],
                    y: at[5],
                    width: shown.width * state.scale * at[0].hypot(at[1]),
                    size: at[2].hypot(at[3]),
                }),
                None => sheet.unknown += usize::from(seen),
            }
        });
        self.of.chars += bytes.len();
        if self.of.chars > CHARS_MAX * 2 {
            return Err(too_much("characters", CHARS_MAX));
        }
        Ok(())
    }
}

fn next_line(text: &mut Text, (x, y): (f64, f64)) {
    text.1 = then([1.0, 0.0, 0.0, 1.0, x, y], text.1);
    text.0 = text.1;
}
