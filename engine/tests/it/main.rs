//! The engine crate from outside: knowledge and questions in, replies out, through real parts.

#[cfg(test)]
mod context;
mod cross;
mod decisions;
#[cfg(test)]
mod dense;
#[cfg(test)]
mod emotion;
#[cfg(test)]
mod exact;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod held_back;
mod hot_words;
#[cfg(test)]
mod intent;
#[cfg(test)]
mod interest;
#[cfg(test)]
mod lexical;
#[cfg(test)]
mod own_wordings;
#[cfg(test)]
mod pinyin;
mod quotations;
mod ranking;
#[cfg(test)]
mod rounds;
#[cfg(test)]
mod saved;
#[cfg(test)]
mod scope;
#[cfg(test)]
mod screen;
#[cfg(test)]
mod screen_files;
mod spans;
#[cfg(test)]
mod suggestions;
#[cfg(test)]
mod support;
#[cfg(test)]
mod variants;
#[cfg(test)]
mod version;
