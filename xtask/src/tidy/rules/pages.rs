//! The pages in `web/src`: rooms on floors, words in files of words, colours in one file, nothing inline.

use crate::tidy::files::{TextFile, Tree};
use crate::tidy::finding::{Finding, Rule};

const RULE: Rule = Rule("pages");
const LINES_MAX: usize = 300;
const TEST_LINES_MAX: usize = 500;

/// Rooms from the ground up; a room knows itself and what is below its floor.
const FLOORS: [&[&str]; 5] = [
    &["api", "look", "words"],
    &["parts"],
    &["answer", "call", "forms", "sound", "staff"],
    &["session"],
    &["centre", "chat", "desk", "knowledge", "start"],
];

/// What the policy of the pages forbids, or what would make markup of a text.
const FORBIDDEN: [&str; 7] =
    ["v-html", " style=\"", "<style", "innerHTML", "outerHTML", "eval(", "new Function("];

/// The one file that names colours.
const COLOURS: &str = "web/src/look/tokens.css";

/// Whatever breaks the rules of the pages.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let ours =
        |file: &&TextFile| ["web/src/", "web/tests/"].iter().any(|at| file.path.starts_with(at));
    let files = tree.files.iter().filter(ours);
    files.flat_map(|file| [length(file), form(file), lines(file)].concat()).collect()
}

fn length(file: &TextFile) -> Vec<Finding> {
    let is_test = file.path.starts_with("web/tests/");
    // A style sheet is a list, and is read like one.
    let is_list = is_test || file.is("css");
    let (lines, max) =
        (file.text.lines().count(), if is_list { TEST_LINES_MAX } else { LINES_MAX });
    let words = format!("the file has {lines} lines, at most {max}");
    (lines > max).then(|| RULE.finding(&file.path, 1, words)).into_iter().collect()
}

/// Every file says first what it is for.
fn form(file: &TextFile) -> Vec<Finding> {
    let mut lines = file.text.lines();
    let first = lines.next().unwrap_or_default();
    let says = if file.is("vue") {
        first.starts_with("<script setup")
            && lines.next().is_some_and(|line| line.starts_with("//"))
    } else {
        first.starts_with("//") || first.starts_with("/*")
    };
    let known = ["css", "js", "ts", "vue"].iter().any(|kind| file.is(kind));
    let words = "the file does not begin with what it is for";
    (known && !says).then(|| RULE.finding(&file.path, 1, words)).into_iter().collect()
}

fn lines(file: &TextFile) -> Vec<Finding> {
    let is_source = file.path.starts_with("web/src/");
    let numbered = file.text.lines().enumerate().filter(|_| is_source);
    let found = numbered.flat_map(|(at, line)| {
        let words = [inline(line), coloured(file, line), spoken(file, line), upward(file, line)];
        words.into_iter().flatten().map(move |words| (at + 1, words))
    });
    found.map(|(line, words)| RULE.finding(&file.path, line, words)).collect()
}

fn inline(line: &str) -> Option<String> {
    let found = FORBIDDEN.iter().find(|part| line.contains(*part))?;
    Some(format!("`{}` has no place on the pages", found.trim()))
}

fn coloured(file: &TextFile, line: &str) -> Option<String> {
    let is_colour = |(at, _): (usize, &str)| {
        let digits = line[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
        matches!(digits, 3 | 4 | 6 | 8)
    };
    let named = line.contains("rgb(") || line.match_indices('#').any(is_colour);
    (file.is("css") && file.path != COLOURS && named)
        .then(|| format!("colours are roles of {COLOURS}"))
}

/// Words that people read stand in files of words; comments may name what the guides call something.
fn spoken(file: &TextFile, line: &str) -> Option<String> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let of_code = (file.is("ts") || file.is("vue") || file.is("js")) && !name.starts_with("words");
    let trimmed = line.trim_start();
    let is_comment = ["//", "*", "/*", "<!--"].iter().any(|mark| trimmed.starts_with(mark));
    let code = line.split(" // ").next().unwrap_or_default();
    let has_han = code.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    (of_code && !is_comment && has_han).then(|| "words stand in the room's words.ts".to_owned())
}

fn upward(file: &TextFile, line: &str) -> Option<String> {
    let of_room = |path: &str| {
        let room = path.split('/').next().unwrap_or_default().to_owned();
        FLOORS.iter().position(|rooms| rooms.contains(&room.as_str())).map(|floor| (floor, room))
    };
    let (floor, room) = of_room(file.path.strip_prefix("web/src/")?)?;
    let brought = line.split("'#/").nth(1)?;
    let (below, other) = of_room(brought)?;
    let known = other == room || below < floor || (below, floor) == (0, 0);
    (!known).then(|| format!("`{room}` may not know `{other}`"))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::files::Tree;
    use crate::tidy::finding::listing;

    fn check(path: &str, text: &str, expected: &Expect) {
        expected.assert_eq(&listing(&findings(&Tree::of([(path, text)]))));
    }

    #[test]
    fn a_page_that_keeps_the_rules_is_passed_over() {
        let text = "<script setup lang=\"ts\">\n// Shows 有用 under an answer.\nimport { a } from '#/parts/a.ts';\n";
        check("web/src/chat/Useful.vue", text, &expect![""]);
        check("web/src/look/tokens.css", "/* All. */\n--page: #fff;\n", &expect![""]);
        check("web/src/chat/words.ts", "// Words.\nsend: '发送',\n", &expect![""]);
    }

    #[test]
    fn rooms_know_what_is_below_them() {
        let text = "// A room.\nimport a from '#/desk/a.ts';\nimport('#/chat/b.ts');\nimport c from '#/words/c.ts';\n";
        check(
            "web/src/session/lines.ts",
            text,
            &expect![[r"
                web/src/session/lines.ts:2: `session` may not know `desk` [pages]
                web/src/session/lines.ts:3: `session` may not know `chat` [pages]
            "]],
        );
        check(
            "web/src/desk/a.ts",
            "// A room.\nimport a from '#/centre/a.ts';\n",
            &expect![[r"
                web/src/desk/a.ts:2: `desk` may not know `centre` [pages]
            "]],
        );
    }

    #[test]
    fn nothing_is_inline_and_words_and_colours_have_their_files() {
        check(
            "web/src/chat/A.vue",
            "<script setup lang=\"ts\">\nconst said = '您好';\n<p style=\"a\" v-html=\"b\">\n",
            &expect![[r"
                web/src/chat/A.vue:1: the file does not begin with what it is for [pages]
                web/src/chat/A.vue:2: words stand in the room's words.ts [pages]
                web/src/chat/A.vue:3: `v-html` has no place on the pages [pages]
            "]],
        );
        check(
            "web/src/chat/chat.css",
            "/* Chat. */\na {\n  color: #fff;\n}\n",
            &expect![[r"
                web/src/chat/chat.css:3: colours are roles of web/src/look/tokens.css [pages]
            "]],
        );
    }

    #[test]
    fn files_are_short() {
        let text = format!("// Long.\n{}", "\n".repeat(300));
        check(
            "web/src/chat/long.ts",
            &text,
            &expect![[r"
                web/src/chat/long.ts:1: the file has 301 lines, at most 300 [pages]
            "]],
        );
        check("web/tests/long.spec.ts", &text, &expect![""]);
    }
}
