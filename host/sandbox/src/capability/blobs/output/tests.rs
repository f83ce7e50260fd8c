//! What the outputs of one attempt promise.

use super::super::places::Covered;
use super::*;

fn outputs(limit: u64) -> (tempfile::TempDir, Outputs) {
    let folder = tempfile::tempdir().unwrap();
    let outputs = Outputs {
        places: OutputPlaces::folder(folder.path().to_owned()),
        allowed: BTreeSet::from([data()]),
        open: BTreeMap::new(),
        limit,
        written: 0,
        too_large: false,
        meter: Meter::new(ByteSize::mib(16)),
    };
    (folder, outputs)
}

fn data() -> PortName {
    PortName::try_from("data".to_owned()).unwrap()
}

#[tokio::test]
async fn an_output_that_the_descriptor_does_not_name_is_refused() {
    let (_folder, mut outputs) = outputs(100);
    for name in ["other", "../data", "", "data/x"] {
        assert!(outputs.create(name, "text/plain").await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn just_below_the_limit_is_written_and_just_above_is_flagged() {
    let (_folder, mut outputs) = outputs(10);
    let writer = outputs.create("data", "text/plain").await.unwrap();
    outputs.write(&writer, vec![0; 10]).await.unwrap();
    assert!(!outputs.is_too_large());
    assert!(outputs.write(&writer, vec![0]).await.is_err());
    assert!(outputs.is_too_large());
    assert_eq!(outputs.finish().await.unwrap()[0].size, ByteSize(10));
}

#[tokio::test]
async fn a_writer_of_an_output_begun_again_writes_no_more() {
    let (_folder, mut outputs) = outputs(100);
    let old = outputs.create("data", "text/plain").await.unwrap();
    outputs.write(&old, b"old".to_vec()).await.unwrap();
    let new = outputs.create("data", "text/csv").await.unwrap();
    assert!(outputs.write(&old, b"more".to_vec()).await.is_err());
    outputs.write(&new, b"new".to_vec()).await.unwrap();
    let made = outputs.finish().await.unwrap();
    assert_eq!(std::fs::read(&made[0].path).unwrap(), b"new");
    assert_eq!(made[0].media_type, "text/csv");
}

#[tokio::test]
async fn a_resumed_output_goes_on_where_the_checkpoint_ended() {
    let (folder, mut outputs) = outputs(100);
    std::fs::write(folder.path().join("data"), b"kept, lost").unwrap();
    assert!(outputs.resume("data").await.is_err());
    let left = ResumedOutput {
        path: folder.path().join("data"),
        media_type: "text/plain".to_owned(),
        size: ByteSize(5),
    };
    outputs.places.resumed.insert(data(), left);
    let writer = outputs.resume("data").await.unwrap();
    outputs.write(&writer, b" more".to_vec()).await.unwrap();
    let made = outputs.finish().await.unwrap();
    assert_eq!(std::fs::read(&made[0].path).unwrap(), b"kept, more");
    assert_eq!(made[0].size, ByteSize(10));
}

#[tokio::test]
async fn a_checkpoint_covers_what_was_flushed() {
    let (_folder, mut outputs) = outputs(100);
    let writer = outputs.create("data", "text/plain").await.unwrap();
    outputs.write(&writer, b"abc".to_vec()).await.unwrap();
    outputs.flush(&writer).await.unwrap();
    outputs.write(&writer, b"de".to_vec()).await.unwrap();
    let saved = outputs.sync_flushed().await.unwrap();
    assert_eq!(saved[0].size, ByteSize(3));
    // It can be gone back to.
    outputs.is_saved(&saved);
    let writer = outputs.resume("data").await.unwrap();
    outputs.write(&writer, b"z".to_vec()).await.unwrap();
    let made = outputs.finish().await.unwrap();
    assert_eq!(std::fs::read(&made[0].path).unwrap(), b"abcz");
}

#[tokio::test]
async fn what_a_checkpoint_covers_stays_when_its_output_is_begun_again() {
    let (_folder, mut outputs) = outputs(100);
    outputs.places.covered = Covered::Spared;
    let writer = outputs.create("data", "text/plain").await.unwrap();
    outputs.write(&writer, b"abc".to_vec()).await.unwrap();
    outputs.flush(&writer).await.unwrap();
    let saved = outputs.sync_flushed().await.unwrap();
    outputs.is_saved(&saved);
    let writer = outputs.create("data", "text/plain").await.unwrap();
    outputs.write(&writer, b"new".to_vec()).await.unwrap();
    let made = outputs.finish().await.unwrap();
    assert_eq!(std::fs::read(&made[0].path).unwrap(), b"new");
    assert_eq!(std::fs::read(&saved[0].path).unwrap(), b"abc");
}

#[tokio::test]
async fn what_an_earlier_attempt_wrote_counts_against_the_limit() {
    let (folder, mut outputs) = outputs(10);
    let path = folder.path().join("data");
    std::fs::write(&path, b"12345678").unwrap();
    let left = ResumedOutput {
        path,
        media_type: "text/plain".to_owned(),
        size: ByteSize(8),
    };
    outputs.places.resumed.insert(data(), left);
    let writer = outputs.resume("data").await.unwrap();
    outputs.write(&writer, vec![0; 2]).await.unwrap();
    assert!(outputs.write(&writer, vec![0]).await.is_err());
    assert!(outputs.is_too_large());
}
