//! Suggestions from the bundled knowledge, one way of typing after the other.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use wenshui_engine::question::Question;
use wenshui_engine::suggest::suggest;
use wenshui_engine::version::build::{Parts, build};
use wenshui_knowledge::bundled;

const TYPED: [(&str, &str); 6] = [
    ("beginning", "增值税专用"),
    ("homophone", "增职税专用发票"),
    ("pinyin", "xiaoguimonashuiren"),
    ("initials", "xgmnsr"),
    ("mixed", "zengzhi税fp"),
    ("slip", "xiaoguimonahsuiren"),
];

fn suggestions(criterion: &mut Criterion) {
    let parts = Parts::bundled(bundled::knowledge().base).expect("the bundled parts are whole");
    let version = build(parts).expect("the bundled knowledge can be indexed");
    for (name, typed) in TYPED {
        let question = Question::new(typed, date(2026, 11, 20));
        criterion.bench_function(&format!("suggest/{name}"), |bencher| {
            bencher.iter(|| suggest(black_box(&version), black_box(&question), 8));
        });
    }
}

criterion_group!(benches, suggestions);
criterion_main!(benches);
