//! Speech on the page: a browser listens to a recording by its microphone and reads answers aloud; the
//! device is all that is not real.

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tempfile::TempDir;
use wenshui_api::config::Config;
use wenshui_api::config::speaking::SpeakingEngine;
use wenshui_engine::version::build::build;

use crate::speech_in::{PINYIN, file, hearing, said};
use crate::support::chromium::{Chromium, Page};
use crate::support::served::{self, Served};

const TOOLS: &str = include_str!("../data/voice_page.js");
const QUESTION: &str = "增值税怎么申报？";
const ANSWER: &str = "登录电子税务局，进入**申报**页面。核对数据。\\n\\n1. 填写3张表。\\n2. 提交。";
/// What is read of it, sentence by sentence.
const READ: [&str; 4] = ["登录电子税务局，进入申报页面。", "核对数据。", "填写3张表。", "提交。"];
/// How often a page is asked to look again before a test fails, twenty seconds each.
const LOOKS: usize = 6;

/// Sound is made in time, so browsers do not share the machine with each other.
static ONE_BROWSER: Mutex<()> = Mutex::new(());

/// A server and a browser with its page.
struct Visit {
    page: Page,
    served: Served,
    // Ends after the page.
    browser: Chromium,
    _files: TempDir,
    _alone: MutexGuard<'static, ()>,
}

/// A server that knows one answer more, about what is said in these tests.
fn serve(files: &TempDir, change: impl FnOnce(&mut Config)) -> Served {
    let knowledge = served::copy_of_small(files.path());
    let entry = format!(
        "{{\"id\":\"declare\",\"question\":\"{QUESTION}\",\"answer\":\"{ANSWER}\",\
         \"basis\":[{{\"title\":\"申报办法\"}}]}}\n"
    );
    let known = fs::read_to_string(&knowledge).unwrap();
    fs::write(&knowledge, known + &entry).unwrap();
    let version = build(served::parts(Some(knowledge))).expect("a version");
    Served::start(served::state(version, change))
}

impl Visit {
    fn to(flags: &[&str], change: impl FnOnce(&mut Config)) -> Self {
        let alone = ONE_BROWSER.lock().unwrap_or_else(PoisonError::into_inner);
        let files = tempfile::tempdir().unwrap();
        let sound = recording(&files);
        let served = serve(&files, change);
        let flags: Vec<String> =
            [sound].into_iter().chain(flags.iter().map(|flag| (*flag).to_owned())).collect();
        let mut browser = Chromium::with(&flags);
        let page = opened(&mut browser, &served);
        let mut visit = Self { page, served, browser, _files: files, _alone: alone };
        visit.until("document.querySelector('#hours').textContent");
        visit
    }

    /// Comes once more with the same browser.
    fn again(&mut self) {
        self.page = opened(&mut self.browser, &self.served);
    }

    fn hearing() -> Self {
        Self::to(&[], hearing)
    }

    /// Where an answer is being read aloud.
    fn reading() -> Self {
        let mut visit = Self::hearing();
        visit.ask();
        visit.press("语音播报");
        visit.until("marked()");
        visit
    }

    fn press(&mut self, name: &str) {
        self.page.run(&format!("press('{name}')"));
    }

    fn see(&mut self, what: &str) -> Value {
        self.page.run(what)
    }

    /// Waits until something holds in the page; gives what it is.
    fn until(&mut self, wanted: &str) -> Value {
        for _ in 0..LOOKS {
            let seen = self.page.run(&format!("until(() => {wanted})"));
            if !seen.is_null() {
                return seen;
            }
        }
        let now = self.page.run("[input(), told(), marked(), buttons()]");
        panic!("never {wanted}: {now}");
    }

    /// Types the question and waits for its answer.
    fn ask(&mut self) {
        self.page.run(&format!("type('{QUESTION}')"));
        self.press("发送");
        self.until("buttons().includes('语音播报')");
    }
}

fn opened(browser: &mut Chromium, served: &Served) -> Page {
    let mut page = browser.page(&format!("http://{}/", served.address));
    page.run(&format!("{TOOLS}null"));
    page
}

/// The question as it is said, in a file, and the flag that has the browser's microphone hear it once.
fn recording(files: &TempDir) -> String {
    let place = files.path().join("question.wav");
    fs::write(&place, file(&said(PINYIN))).unwrap();
    format!("--use-file-for-fake-audio-capture={}%noloop", place.display())
}

#[test]
fn a_question_is_said_seen_sent_answered_and_its_answer_read_aloud() {
    let mut visit = Visit::hearing();
    visit.press("语音输入");
    visit.until("hears()");
    assert_eq!(visit.see("document.querySelector('#send').disabled"), true, "only once it is over");
    visit.until("input().startsWith('增值税')");
    visit.until(&format!("input() === '{QUESTION}'"));
    visit.press("语音输入");
    visit.until("!document.querySelector('#send').disabled");
    assert_eq!(visit.see("[hears(), input(), told()]"), json!([false, QUESTION, ""]));
    assert_eq!(visit.see("document.querySelector('#question').readOnly"), false);
    visit.press("发送");
    visit.until("buttons().includes('语音播报')");
    visit.see("watch()");
    visit.press("语音播报");
    visit.until("announcer() && buttons().includes('暂停播报')");
    visit.until("!announcer() && buttons().includes('语音播报')");
    visit.until("watched.at(-1) === null");
    let watched = visit.see("watched.filter(Boolean)");
    assert_eq!(watched, json!(READ));
}

#[test]
fn what_was_typed_stays_in_front_and_escape_restores_it() {
    let mut visit = Visit::hearing();
    visit.see("type('请问：')");
    visit.press("语音输入");
    visit.until("input().startsWith('请问：增值税')");
    visit.see("key('Escape')");
    assert_eq!(
        visit.see("[hears(), input(), told()]"),
        json!([false, "请问：", "已取消语音输入。"])
    );
    visit.press("语音输入");
    visit.until(&format!("input() === '请问：{QUESTION}'"));
    visit.press("语音输入");
    visit.until("!document.querySelector('#send').disabled");
    assert_eq!(visit.see("input()"), format!("请问：{QUESTION}"));
}

#[test]
fn what_was_not_heard_for_sure_is_named() {
    let mut visit = Visit::to(&[], |config: &mut Config| {
        hearing(config);
        // Nobody is as sure as that.
        config.transcription.confidence_min = 1.0;
    });
    visit.press("语音输入");
    visit.until(&format!("input() === '{QUESTION}'"));
    visit.press("语音输入");
    let told = visit.until("told().startsWith('没有听准') && told()");
    assert_eq!(told, format!("没有听准，请核对：“{QUESTION}”。"));
    assert_eq!(
        visit.see("[input(), document.querySelector('#send').disabled]"),
        json!([QUESTION, false])
    );
}

#[test]
fn what_is_too_long_is_kept_whole_and_waits_to_be_shortened() {
    let mut visit = Visit::hearing();
    visit.see("type('问'.repeat(298))");
    visit.press("语音输入");
    visit.until(&format!("input().endsWith('{QUESTION}')"));
    visit.press("语音输入");
    visit.until("!document.querySelector('#question').readOnly");
    let told = "[input().length, document.querySelector('#counter').textContent, \
                document.querySelector('#send').disabled]";
    assert_eq!(visit.see(told), json!([306, "请删去 6 字", true]));
    visit.see("type(input().slice(6))");
    assert_eq!(visit.see(told), json!([300, "300/300", false]));
}

/// As with a browser that brings no microphone to the rate of the server.
#[test]
fn a_browser_that_keeps_its_own_rate_is_heard_too() {
    let mut visit = Visit::hearing();
    visit.see(
        "globalThis.AudioContext = class extends AudioContext { constructor(options) { \
         if (options) throw new DOMException('', 'NotSupportedError'); \
         super(); globalThis.rate = this.sampleRate; } }; null",
    );
    visit.press("语音输入");
    visit.until(&format!("input() === '{QUESTION}'"));
    assert_ne!(visit.see("rate"), 16_000);
}

#[test]
fn sound_of_another_rate_keeps_its_tones_and_loses_what_is_too_high() {
    let mut visit = Visit::hearing();
    // The loudest of a tone once it is brought to 16 kHz.
    let tone = |hertz: u32, rate: u32| {
        format!(
            "import('/assets/resampler.js').then(({{ Resampler }}) => {{ \
             const tone = Float32Array.from({{ length: {rate} }}, \
             (_, at) => Math.sin(2 * Math.PI * {hertz} * at / {rate})); \
             const made = new Resampler({rate}, 16000); const heard = []; \
             for (let at = 0; at < tone.length; at += 128) \
             heard.push(...made.take(tone.slice(at, at + 128))); \
             return [heard.length, Math.max(...heard.slice(1000, -1000))]; }})"
        )
    };
    for rate in [48_000, 44_100, 8_000] {
        let heard = visit.see(&tone(1_000, rate));
        let (count, loudest) = (heard[0].as_u64().unwrap(), heard[1].as_f64().unwrap());
        assert!((15_950..=16_000).contains(&count), "{rate}: {heard}");
        assert!((loudest - 1.0).abs() < 0.01, "{rate}: {heard}");
    }
    for rate in [48_000, 44_100] {
        let heard = visit.see(&tone(9_000, rate));
        assert!(heard[1].as_f64().unwrap() < 0.01, "{rate}: {heard}");
    }
}

#[test]
fn after_sixty_seconds_it_ends_by_itself_and_nothing_is_sent() {
    let mut visit = Visit::hearing();
    visit.press("语音输入");
    let counted = visit.until("/ 5[0-9] /.exec(document.querySelector('#voice-left').textContent)");
    assert!(counted.is_array(), "{counted}");
    visit.until("told().includes('录音已满上限')");
    assert_eq!(visit.see("[hears(), input()]"), json!([false, QUESTION]));
    assert_eq!(visit.see("document.querySelectorAll('.turn').length"), 0);
}

#[test]
fn without_a_model_no_microphone_is_shown_and_without_a_voice_nothing_is_read() {
    let mut visit = Visit::to(&[], |config: &mut Config| {
        config.speaking.engine = SpeakingEngine::Program("nobody-speaks".into());
    });
    visit.see(&format!("type('{QUESTION}')"));
    visit.press("发送");
    visit.until("buttons().includes('有用')");
    let seen = visit.see("buttons().filter((name) => /语音|播报/.test(name))");
    assert_eq!(seen, json!([]));
}

#[test]
fn whoever_refuses_the_microphone_is_told_and_keeps_what_was_typed() {
    let mut visit = Visit::to(&["--use-fake-ui-for-media-stream=deny"], hearing);
    visit.see("type('请问')");
    visit.press("语音输入");
    let told = visit.until("told().includes('没有麦克风权限') && told()");
    assert_eq!(told, "没有麦克风权限：请在浏览器的网站设置中允许使用麦克风。");
    assert_eq!(visit.see("[hears(), input()]"), json!([false, "请问"]));
    assert_eq!(visit.see("document.querySelector('#send').disabled"), false);
}

#[test]
fn a_busy_server_says_when_to_come_again() {
    let mut visit = Visit::to(&[], |config: &mut Config| {
        hearing(config);
        config.streams_max = 0;
    });
    visit.press("语音输入");
    let told = visit.until("told().includes('服务繁忙') && told()");
    assert_eq!(told, "服务繁忙：请在 5 秒后再试。");
    visit.press("重试");
    visit.until("told().includes('服务繁忙')");
}

#[test]
fn a_broken_line_leaves_what_was_heard() {
    let mut visit = Visit::hearing();
    visit.press("语音输入");
    visit.until(&format!("input() === '{QUESTION}'"));
    visit.served.stop();
    visit.until("told().includes('语音连接断了')");
    assert_eq!(visit.see("[hears(), input()]"), json!([false, QUESTION]));
}

#[test]
fn the_announcer_who_was_closed_comes_back_when_it_begins_again_only() {
    let mut visit = Visit::reading();
    visit.press("收起播报员，声音继续");
    assert_eq!(visit.see("[announcer(), buttons().includes('暂停播报')]"), json!([false, true]));
    visit.press("暂停播报");
    let held = visit.see("marked()");
    visit.press("继续播报");
    assert_eq!(visit.see("announcer()"), false);
    visit.until(&format!("marked() !== '{}'", held.as_str().unwrap()));
    visit.press("暂停播报");
    visit.press("重新播报");
    visit.until(&format!("announcer() && marked() === '{}'", READ[0]));
}

#[test]
fn one_thing_sounds_at_a_time_and_a_new_question_ends_it() {
    let mut visit = Visit::reading();
    visit.press("语音输入");
    assert_eq!(visit.see("[announcer(), marked()]"), json!([false, null]));
    visit.until("hears() && input().startsWith('增值税')");
    visit.press("语音播报");
    visit.until("!hears() && marked()");
    visit.until("!document.querySelector('#send').disabled");
    visit.press("发送");
    assert_eq!(visit.see("[announcer(), marked()]"), json!([false, null]));
}

#[test]
fn who_takes_an_earlier_question_up_says_no_more() {
    let mut visit = Visit::hearing();
    visit.ask();
    visit.press("收藏");
    visit.press("我的收藏");
    visit.until(&format!("buttons().includes('{QUESTION}')"));
    visit.press("语音输入");
    visit.until("hears()");
    visit.press(QUESTION);
    assert_eq!(visit.see("[hears(), input()]"), json!([false, QUESTION]));
    assert_eq!(visit.see("document.querySelector('#question').readOnly"), false);
}

#[test]
fn another_voice_begins_anew_and_is_remembered() {
    let mut visit = Visit::hearing();
    visit.ask();
    visit.press("语音播报");
    visit.until(&format!("marked() === '{}'", READ[1]));
    visit.see(
        "(() => { const voices = document.querySelector('#announcer-voice'); \
         voices.value = 'songfeng'; voices.dispatchEvent(new Event('change')); })()",
    );
    visit.until(&format!("announcer() && marked() === '{}'", READ[0]));
    visit.again();
    visit.until("document.querySelector('#announcer-voice').value === 'songfeng'");
}
