// The page reads without this: it adds a field to look for operations, buttons that copy, and this server's address.
"use strict";

(() => {
  const operations = [...document.querySelectorAll("details.operation, details.schema")];

  // A link to what is folded opens it.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details");
    if (folded && !folded.open) {
      folded.open = true;
      folded.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  reveal();

  // On a small screen the list of operations begins folded.
  if (matchMedia("(max-width: 60rem)").matches) {
    document.querySelector("#nav > details").open = false;
  }

  const find = document.createElement("input");
  find.type = "search";
  find.placeholder = "Find";
  find.setAttribute("aria-label", "Find operations and schemas");
  find.addEventListener("input", () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of operations) {
      const text = one.textContent.toLowerCase();
      one.hidden = !words.every((word) => text.includes(word));
    }
    for (const section of document.querySelectorAll("section.tag")) {
      section.hidden = words.length > 0 && !section.querySelector("details:not([hidden])");
    }
  });
  document.querySelector("main > header").append(find);

  for (const block of document.querySelectorAll("pre.curl")) {
    const code = block.querySelector("code");
    code.textContent = code.textContent.replace("http://127.0.0.1:7070", location.origin);
    const copy = document.createElement("button");
    copy.type = "button";
    copy.textContent = "Copy";
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        copy.textContent = "Copied";
      } catch {
        // Without a secure connection a page may not copy: what is selected can be.
        getSelection().selectAllChildren(code);
        copy.textContent = "Selected";
      }
      setTimeout(() => { copy.textContent = "Copy"; }, 2000);
    });
    block.prepend(copy);
  }
})();
