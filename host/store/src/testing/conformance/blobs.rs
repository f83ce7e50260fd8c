//! Bytes.
#![allow(missing_docs, reason = "their names say it")]

use runner_model::{Digest, PortName};

use super::two::{Two, job};
use crate::error::StoreError;
use crate::types::{Input, NewBlob, NewJob};

pub async fn bytes_are_kept_once_and_found_by_their_digest(two: &Two) {
    let blob = two.a.put_blob(b"hello".to_vec()).await.unwrap();
    assert_eq!(
        blob.digest.to_string(),
        "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    );
    let file = two.b.blob_work_dir().join("upload");
    std::fs::write(&file, b"hello").unwrap();
    assert_eq!(two.b.put_blob_file(file.clone()).await.unwrap(), blob);
    assert!(!file.exists(), "a file of the work folder is taken");
    std::fs::write(&file, b"hello again").unwrap();
    let again = two.a.put_blob_file(file).await.unwrap();
    let (path, _) = two.b.blob_path(again.digest).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"hello again");
    let left = std::fs::read_dir(two.a.blob_work_dir()).unwrap().count();
    assert_eq!(left, 0, "nothing is left in the work folder");
}

pub async fn a_group_of_bytes_is_kept_whole_or_not_at_all(two: &Two) {
    let bytes = |number: usize| format!("text {number}").into_bytes();
    let all = (0..300).map(|number| NewBlob::Bytes(bytes(number % 100)));
    let kept = two.a.put_blobs(all.collect()).await.unwrap();
    assert_eq!(kept.len(), 300);
    assert_eq!(
        (&kept[..100], &kept[..100]),
        (&kept[100..200], &kept[200..])
    );
    for (number, blob) in kept.iter().enumerate() {
        let (path, found) = two.b.blob_path(blob.digest).await.unwrap();
        assert_eq!(found, *blob);
        assert_eq!(std::fs::read(path).unwrap(), bytes(number % 100));
    }
    assert_eq!(two.b.put_blob(bytes(7)).await.unwrap(), kept[7]);
    let missing = two.a.blob_work_dir().join("missing");
    let broken = vec![
        NewBlob::Bytes(bytes(1_000)),
        NewBlob::File(missing),
        NewBlob::Bytes(bytes(1_001)),
    ];
    assert!(two.a.put_blobs(broken).await.is_err());
    for number in [1_000, 1_001] {
        let looked = two.a.look_at_blob(NewBlob::Bytes(bytes(number)));
        let digest = looked.await.unwrap().digest;
        let found = two.b.blob_path(digest).await;
        assert!(matches!(found, Err(StoreError::NoBlob(none)) if none == digest));
    }
    let left = std::fs::read_dir(two.a.blob_work_dir()).unwrap().count();
    assert_eq!(left, 0, "nothing is left in the work folder");
    assert!(two.a.put_blobs(Vec::new()).await.unwrap().is_empty());
}

pub async fn a_job_of_unknown_bytes_is_refused_whole(two: &Two) {
    let (a, _) = two.enter().await;
    let unknown = Digest::new([7; 32]);
    let input = |digest| Input {
        name: PortName::try_from("data".to_owned()).unwrap(),
        digest,
        media_type: "text/csv".to_owned(),
        size: 0,
    };
    let bad = NewJob {
        inputs: vec![input(unknown)],
        ..job()
    };
    let refused = two.a.submit(vec![job(), bad]).await;
    assert!(matches!(refused, Err(StoreError::NoBlob(digest)) if digest == unknown));
    assert_eq!(two.b.claim(a, 10).await.unwrap().len(), 0);
    let blob = two.b.put_blob(b"x,y\n".to_vec()).await.unwrap();
    two.a
        .submit(vec![NewJob {
            inputs: vec![input(blob.digest)],
            ..job()
        }])
        .await
        .unwrap();
    let claimed = two.b.claim(a, 10).await.unwrap();
    assert_eq!(
        (claimed[0].inputs[0].digest, claimed[0].inputs[0].size),
        (blob.digest, 4)
    );
    let same = job();
    two.a.submit(vec![same.clone()]).await.unwrap();
    assert!(matches!(
        two.b.submit(vec![same]).await,
        Err(StoreError::JobExists(_))
    ));
}
