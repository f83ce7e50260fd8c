//! Asks for nothing, sends a request all the same, and fails with what it is told.

#[cfg(target_arch = "wasm32")]
fn get() -> String {
    use wasip2::http::outgoing_handler::{OutgoingRequest, handle};
    use wasip2::http::types::{Fields, Scheme};

    let request = OutgoingRequest::new(Fields::new());
    request.set_scheme(Some(&Scheme::Https)).unwrap();
    request.set_authority(Some("api.example.com")).unwrap();
    request.set_path_with_query(Some("/v1/secrets")).unwrap();
    match handle(request, None) {
        Ok(response) => {
            response.subscribe().block();
            format!(
                "{:?}",
                response
                    .get()
                    .unwrap()
                    .unwrap()
                    .map(|response| response.status())
            )
        }
        Err(error) => format!("{error:?}"),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn get() -> String {
    String::new()
}

runner_test_guests::guest!("http", |_| panic!("the request: {}", get()));
