//! The door to where attachments lie: a directory, or a bucket that speaks S3.
//!
//! An object's key is the id of its row and says nothing of anybody. Rows are the truth: an object
//! without a row is swept, and a row is written only when its object lies there whole.

use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart};

/// What every key begins with.
const PREFIX: &str = "attachments";
/// How much of an upload is held before it is handed on: a bucket takes no smaller parts than five
/// megabytes, a directory any.
const BUCKET_PART_BYTES: usize = 5 * 1024 * 1024;
const DIRECTORY_PART_BYTES: usize = 256 * 1024;
/// What a part of an unfinished upload is called in a directory, and how old it is when nobody can
/// be writing it any more.
const STAGED: char = '#';
const STALE: Duration = Duration::from_secs(3600);

/// What can go wrong with objects; only for the log.
pub type ObjectError = object_store::Error;

/// The objects; cheap to clone.
#[derive(Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    part_bytes: usize,
}

/// An object on its way in. Dropped unfinished, it leaves nothing in a directory.
pub struct Upload(WriteMultipart);

impl Objects {
    /// Opens a directory (made where it is missing, for its owner's eyes only), or the bucket of
    /// `s3://BUCKET` with the address, region and keys of the environment's `AWS_…` variables.
    ///
    /// # Errors
    /// When the directory cannot be made or the bucket's settings are incomplete.
    pub fn open(place: &str) -> anyhow::Result<Self> {
        let Some(bucket) = place.strip_prefix("s3://") else {
            return Self::directory(FilePath::new(place));
        };
        // The client takes the process's own choice of cryptography; a second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let bucket = bucket.trim_end_matches('/');
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build();
        let store = store.with_context(|| format!("the bucket `{bucket}` is not usable"))?;
        Ok(Self { store: Arc::new(store), part_bytes: BUCKET_PART_BYTES })
    }

    fn directory(place: &FilePath) -> anyhow::Result<Self> {
        let words = || format!("the directory `{}` is not usable", place.display());
        let mut builder = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(place.join(PREFIX)).with_context(words)?;
        remove_staged(&place.join(PREFIX)).with_context(words)?;
        let store = LocalFileSystem::new_with_prefix(place).with_context(words)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), part_bytes: DIRECTORY_PART_BYTES })
    }

    /// Begins to take an object.
    ///
    /// # Errors
    /// When the place does not take it.
    pub async fn begin(&self, id: &str) -> Result<Upload, ObjectError> {
        let upload = self.store.put_multipart(&key(id)).await?;
        Ok(Upload(WriteMultipart::new_with_chunk_size(upload, self.part_bytes)))
    }

    /// Reads an object; nothing where it is gone.
    ///
    /// # Errors
    /// When the place cannot be read.
    pub async fn read(
        &self,
        id: &str,
    ) -> Result<Option<BoxStream<'static, Result<Bytes, ObjectError>>>, ObjectError> {
        match self.store.get(&key(id)).await {
            Ok(found) => Ok(Some(found.into_stream())),
            Err(ObjectError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Deletes an object; one that is gone already is as good as deleted.
    ///
    /// # Errors
    /// When the place cannot be written.
    pub async fn delete(&self, id: &str) -> Result<(), ObjectError> {
        match self.store.delete(&key(id)).await {
            Ok(()) | Err(ObjectError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The ids of objects that were last written before a moment, in milliseconds since 1970.
    pub fn before(&self, moment_ms: i64) -> BoxStream<'static, Result<String, ObjectError>> {
        let listed = self.store.list(Some(&Path::from(PREFIX)));
        let old = move |found: object_store::ObjectMeta| async move {
            let is_old = found.last_modified.timestamp_millis() < moment_ms;
            Ok(found.location.filename().filter(|_| is_old).map(str::to_owned))
        };
        listed.try_filter_map(old).boxed()
    }
}

impl Upload {
    /// Takes more of the object; waits while the last part is still on its way.
    ///
    /// # Errors
    /// When the place takes no more.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), ObjectError> {
        self.0.wait_for_capacity(1).await?;
        self.0.write(bytes);
        Ok(())
    }

    /// Puts the object where it can be read, whole.
    ///
    /// # Errors
    /// When the place did not take all of it; then there is none.
    pub async fn finish(self) -> Result<(), ObjectError> {
        self.0.finish().await.map(drop)
    }

    /// Takes back what was written.
    pub async fn abort(self) {
        if let Err(error) = self.0.abort().await {
            tracing::warn!(error.cause = %error, "an upload that was given up could not be removed");
        }
    }
}

fn key(id: &str) -> Path {
    Path::from_iter([PREFIX, id])
}

/// Removes what a process left behind that was killed in the middle of an upload.
fn remove_staged(directory: &FilePath) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let staged = entry.file_name().to_string_lossy().contains(STAGED);
        let age = SystemTime::now().duration_since(entry.metadata()?.modified()?);
        if staged && age.is_ok_and(|age| age > STALE) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::FileTimes;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::{Duration, SystemTime};

    use futures_util::TryStreamExt as _;

    use super::{Objects, PREFIX, STALE};

    #[tokio::test]
    async fn what_is_finished_is_read_and_what_is_not_is_not_there() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("objects");
        let objects = Objects::open(&place.display().to_string()).unwrap();
        assert_eq!(place.join(PREFIX).metadata().unwrap().permissions().mode() & 0o777, 0o700);
        let mut upload = objects.begin("one").await.unwrap();
        upload.write(&[7; 300_000]).await.unwrap();
        upload.write(&[8; 300_000]).await.unwrap();
        assert!(objects.read("one").await.unwrap().is_none());
        upload.finish().await.unwrap();
        let read: Vec<_> = objects.read("one").await.unwrap().unwrap().try_collect().await.unwrap();
        assert_eq!(read.concat(), [vec![7; 300_000], vec![8; 300_000]].concat());
        let mut given_up = objects.begin("two").await.unwrap();
        given_up.write(&[1; 600_000]).await.unwrap();
        given_up.abort().await;
        assert_eq!(std::fs::read_dir(place.join(PREFIX)).unwrap().count(), 1);
        let all: Vec<String> = objects.before(i64::MAX).try_collect().await.unwrap();
        assert_eq!(all, ["one"]);
        assert!(objects.before(0).try_collect::<Vec<_>>().await.unwrap().is_empty());
        for _ in 0..2 {
            objects.delete("one").await.unwrap();
        }
        assert!(objects.read("one").await.unwrap().is_none());
    }

    #[test]
    fn what_a_killed_process_left_is_removed_when_it_is_stale() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().display().to_string();
        drop(Objects::open(&place).unwrap());
        let inside = directory.path().join(PREFIX);
        for (name, age) in [("old#1", STALE * 2), ("new#1", Duration::ZERO), ("whole", STALE * 2)] {
            let file = std::fs::File::create(inside.join(name)).unwrap();
            let written = FileTimes::new().set_modified(SystemTime::now() - age);
            file.set_times(written).unwrap();
        }
        drop(Objects::open(&place).unwrap());
        let mut left: Vec<_> = std::fs::read_dir(&inside)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["new#1", "whole"]);
    }
}
