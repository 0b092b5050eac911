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

use crate::config::secret::Secret;

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
        let settings = AmazonS3Builder::from_env();
        let settings = match Secret::of("AWS_SECRET_ACCESS_KEY")? {
            Some(key) => settings.with_secret_access_key(key.text()),
            None => settings,
        };
        Self::bucket(bucket.trim_end_matches('/'), settings)
    }

    fn bucket(bucket: &str, settings: AmazonS3Builder) -> anyhow::Result<Self> {
        // The client takes the process's own choice of cryptography; a second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Not everything that speaks S3 deletes many at once, and one is all that is ever deleted.
        let settings = settings.with_bucket_name(bucket).with_disable_bulk_delete(true);
        let store = settings.build();
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
    use std::collections::{BTreeMap, HashMap};
    use std::fs::FileTimes;
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, SystemTime};

    use axum::Router;
    use axum::body::Bytes;
    use axum::extract::{Query, State};
    use axum::http::{Method, StatusCode, Uri, header};
    use axum::response::{IntoResponse as _, Response};
    use futures_util::TryStreamExt as _;
    use object_store::aws::AmazonS3Builder;
    use tempfile::TempDir;

    use super::{Objects, PREFIX, STALE};

    /// A place with one finished object and one that was given up.
    async fn used(objects: &Objects) {
        let mut upload = objects.begin("one").await.unwrap();
        upload.write(&vec![7; 6_000_000]).await.unwrap();
        upload.write(&vec![8; 300_000]).await.unwrap();
        assert!(objects.read("one").await.unwrap().is_none(), "it is not there before it is whole");
        upload.finish().await.unwrap();
        let read: Vec<_> = objects.read("one").await.unwrap().unwrap().try_collect().await.unwrap();
        assert_eq!(read.concat(), [vec![7; 6_000_000], vec![8; 300_000]].concat());
        let mut given_up = objects.begin("two").await.unwrap();
        given_up.write(&vec![1; 600_000]).await.unwrap();
        given_up.abort().await;
        let all: Vec<String> = objects.before(i64::MAX).try_collect().await.unwrap();
        assert_eq!(all, ["one"]);
        assert!(objects.before(0).try_collect::<Vec<_>>().await.unwrap().is_empty());
    }

    async fn emptied(objects: &Objects) {
        for _ in 0..2 {
            objects.delete("one").await.unwrap();
        }
        assert!(objects.read("one").await.unwrap().is_none());
    }

    fn directory() -> (Objects, TempDir) {
        let directory = tempfile::tempdir().unwrap();
        (Objects::open(&directory.path().display().to_string()).unwrap(), directory)
    }

    #[tokio::test]
    async fn a_directory_keeps_what_is_finished_and_nothing_else() {
        let (objects, directory) = directory();
        let place = directory.path().join(PREFIX);
        assert_eq!(place.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        used(&objects).await;
        assert_eq!(std::fs::read_dir(place).unwrap().count(), 1);
        emptied(&objects).await;
    }

    #[test]
    fn what_a_killed_process_left_is_removed_when_it_is_stale() {
        let (_, directory) = directory();
        let inside = directory.path().join(PREFIX);
        for (name, age) in [("old#1", STALE * 2), ("new#1", Duration::ZERO), ("whole", STALE * 2)] {
            let file = std::fs::File::create(inside.join(name)).unwrap();
            let written = FileTimes::new().set_modified(SystemTime::now() - age);
            file.set_times(written).unwrap();
        }
        drop(Objects::open(&directory.path().display().to_string()).unwrap());
        let left = std::fs::read_dir(&inside).unwrap();
        let left = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut left: Vec<_> = left.collect();
        left.sort();
        assert_eq!(left, ["new#1", "whole"]);
    }

    /// A bucket in memory: as much of S3 as the door uses.
    #[derive(Clone, Default)]
    struct Bucket(Arc<Mutex<Held>>);

    #[derive(Default)]
    struct Held {
        objects: BTreeMap<String, Vec<u8>>,
        parts: BTreeMap<u32, Vec<u8>>,
        signed: bool,
    }

    type Asked = (Method, Uri, Query<HashMap<String, String>>);

    async fn answer(
        State(Bucket(held)): State<Bucket>,
        (method, uri, Query(query)): Asked,
        headers: axum::http::HeaderMap,
        body: Bytes,
    ) -> Response {
        let mut held = held.lock().unwrap();
        held.signed = headers.contains_key(header::AUTHORIZATION);
        let key = uri.path().trim_start_matches("/bucket/").to_owned();
        let tag = [(header::ETAG, "\"tag\"")];
        let part = query.get("partNumber").and_then(|number| number.parse().ok());
        match (method.as_str(), part, query.contains_key("uploadId")) {
            ("POST", _, false) => {
                "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>".into_response()
            }
            ("PUT", Some(part), _) => {
                held.parts.insert(part, body.to_vec());
                tag.into_response()
            }
            ("POST", ..) => {
                let whole = std::mem::take(&mut held.parts).into_values().flatten().collect();
                held.objects.insert(key, whole);
                "<CompleteMultipartUploadResult><ETag>tag</ETag></CompleteMultipartUploadResult>".into_response()
            }
            ("DELETE", _, true) => {
                held.parts.clear();
                StatusCode::NO_CONTENT.into_response()
            }
            ("DELETE", ..) => {
                held.objects.remove(&key);
                StatusCode::NO_CONTENT.into_response()
            }
            ("GET", ..) if query.contains_key("list-type") => list(&held.objects).into_response(),
            _ => match held.objects.get(&key) {
                Some(content) => {
                    let date = [(header::LAST_MODIFIED, "Thu, 01 Jan 2026 00:00:00 GMT")];
                    (tag, date, content.clone()).into_response()
                }
                None => StatusCode::NOT_FOUND.into_response(),
            },
        }
    }

    fn list(objects: &BTreeMap<String, Vec<u8>>) -> String {
        let row = |(key, content): (&String, &Vec<u8>)| {
            let size = content.len();
            format!(
                "<Contents><Key>{key}</Key><Size>{size}</Size><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>"
            )
        };
        let rows: String = objects.iter().map(row).collect();
        format!("<ListBucketResult>{rows}</ListBucketResult>")
    }

    #[tokio::test]
    async fn a_bucket_keeps_what_is_finished_and_nothing_else() {
        let bucket = Bucket::default();
        let router = Router::new()
            .fallback(answer)
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(bucket.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        let settings = AmazonS3Builder::new()
            .with_endpoint(format!("http://{address}"))
            .with_allow_http(true)
            .with_region("somewhere")
            .with_access_key_id("key")
            .with_secret_access_key("secret");
        let objects = Objects::bucket("bucket", settings).unwrap();
        used(&objects).await;
        {
            let held = bucket.0.lock().unwrap();
            assert!(held.signed, "requests are signed");
            assert_eq!((held.objects.len(), held.parts.len()), (1, 0), "what was given up is gone");
        }
        emptied(&objects).await;
        serving.abort();
        assert!(Objects::open("s3://bucket").is_ok());
    }
}
