//! Descent: batches are drawn, and the variables follow their slopes.

use candle_core::{Device, Result, Tensor};
use candle_nn::optim::{AdamW, Optimizer, ParamsAdamW};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use crate::train::grams::bags::Bag;
use crate::train::grams::net::{Batch, Net, Texts, WIDTH};
use crate::train::grams::settings::GramsSettings;

/// The bags of one matter.
#[derive(Debug, Default)]
pub(crate) struct Lesson {
    pub(crate) questions: Vec<Bag>,
    pub(crate) answer: Bag,
}

/// Descends; `progress` gets every round that is done and its mean loss.
///
/// # Errors
/// When the numeric library fails.
pub(crate) fn descend(
    net: &Net,
    (lessons, settings): (&[Lesson], &GramsSettings),
    rng: &mut Pcg64Mcg,
    progress: &mut dyn FnMut(usize, f32),
) -> Result<()> {
    let mut all: Vec<(u32, u32)> = lessons
        .iter()
        .zip(0_u32..)
        .flat_map(|(lesson, at)| (0..lesson.questions.len() as u32).map(move |q| (at, q)))
        .collect();
    let adam = |lr: f64| ParamsAdamW { lr, weight_decay: 0.0, ..ParamsAdamW::default() };
    let mut of_table = AdamW::new(vec![net.table.clone()], adam(settings.rate))?;
    let rest = vec![net.counts.clone(), net.sharpness.clone()];
    let mut of_rest = AdamW::new(rest, adam(settings.weight_rate))?;
    let batch = settings.batch.min(all.len());
    let steps = all.len() / batch;
    for round in 0..settings.rounds {
        all.shuffle(rng);
        let mut sum = 0.0;
        for (step, asked) in all.chunks_exact(batch).enumerate() {
            let part = (round * steps + step) as f64 / (settings.rounds * steps) as f64;
            let slope = f64::midpoint(1.0, (std::f64::consts::PI * part).cos());
            of_table.set_learning_rate(settings.rate * slope);
            of_rest.set_learning_rate(settings.weight_rate * slope);
            let loss = net.loss(&draw(asked, (lessons, settings), rng)?)?;
            let slopes = loss.backward()?;
            of_table.step(&slopes)?;
            of_rest.step(&slopes)?;
            sum += loss.to_scalar::<f32>()?;
        }
        progress(round + 1, sum / steps.max(1) as f32);
    }
    Ok(())
}

/// A batch for these questions, each by matter and number.
fn draw(
    asked: &[(u32, u32)],
    (lessons, settings): (&[Lesson], &GramsSettings),
    rng: &mut Pcg64Mcg,
) -> Result<Batch> {
    let (mut questions, mut found) = (Vec::new(), Vec::new());
    for (matter, number) in asked {
        let lesson = &lessons[*matter as usize];
        questions.push(thinned(&lesson.questions[*number as usize], settings.left_out, rng));
        let others = lesson.questions.len() - 1;
        let by_answer = !lesson.answer.is_empty() && rng.random::<f32>() < settings.answers;
        found.push(if by_answer || (others == 0 && !lesson.answer.is_empty()) {
            thinned(&lesson.answer, 0.0, rng)
        } else {
            // Another question than the one that asks, where there is one.
            let other = rng.random_range(0..others.max(1));
            let other = (*number as usize + 1 + other) % lesson.questions.len();
            thinned(&lesson.questions[other], settings.left_out, rng)
        });
    }
    let excluded = asked.iter().enumerate().flat_map(|(row, one)| {
        asked
            .iter()
            .enumerate()
            .map(move |(column, other)| f32::from(u8::from(row != column && one.0 == other.0)))
    });
    let (count, cpu) = (asked.len(), &Device::Cpu);
    Ok(Batch {
        questions: texts(&questions)?,
        found: texts(&found)?,
        excluded: Tensor::from_iter(excluded, cpu)?.reshape((count, count))?,
    })
}

/// Some of a bag: each gram stays with the chance 1 − `left_out`, and at most [`WIDTH`] of them.
fn thinned(bag: &Bag, left_out: f32, rng: &mut Pcg64Mcg) -> Bag {
    let mut kept = bag.clone();
    if kept.len() > WIDTH {
        kept.shuffle(rng);
        kept.truncate(WIDTH);
    }
    kept.retain(|_| rng.random::<f32>() >= left_out);
    kept
}

fn texts(bags: &[Bag]) -> Result<Texts> {
    let count = bags.len();
    let mut rows = vec![0_u32; count * WIDTH];
    let mut times = vec![0.0_f32; count * WIDTH];
    for (at, bag) in bags.iter().enumerate() {
        for (place, (row, counted)) in bag.iter().enumerate() {
            rows[at * WIDTH + place] = *row;
            times[at * WIDTH + place] = *counted;
        }
    }
    Ok(Texts {
        rows: Tensor::from_vec(rows, count * WIDTH, &Device::Cpu)?,
        times: Tensor::from_vec(times, (count, 1, WIDTH), &Device::Cpu)?,
    })
}
