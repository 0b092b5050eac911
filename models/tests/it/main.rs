//! Tests of the models crate through its public face.

#[cfg(test)]
mod bert;
#[cfg(test)]
mod decode;
#[cfg(test)]
mod front;
#[cfg(test)]
mod grams;
#[cfg(test)]
mod hear;
#[cfg(test)]
mod hub;
#[cfg(test)]
mod ngrams;
#[cfg(test)]
mod queue;
mod reference;
#[cfg(test)]
mod silero;
#[cfg(test)]
mod support;
#[cfg(test)]
mod train;
#[cfg(test)]
mod voice;
