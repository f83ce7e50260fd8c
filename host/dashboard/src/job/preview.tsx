// What is in an input or output, as far as a browser can show it safely. It is a stranger's: text becomes text nodes, images
// are images, and HTML stands in a frame where nothing runs and nothing is loaded.
import { useEffect, useRef, useState } from "preact/hooks";
import { send } from "../api/client.js";
import { parse, stringify } from "../api/json.js";
import { bytes } from "../format/number.js";
import { plain } from "../format/text.js";
import { Loading, Trouble } from "../ui/basics.js";
import { JsonView } from "../ui/tree.js";
import { parseCsv, separatorOf } from "./csv.js";
import type { Kind } from "./kind.js";

/** So much of a text is read, and so much of what must be whole. */
const HEAD = 256 * 1024;
const WHOLE = 8 * 1024 * 1024;

export function Preview({ at, kind, size, name }: { at: string; kind: Kind; size: number; name: string }) {
  if (kind === "image") return <img class="preview-image" src={`/api/v1${at}`} alt={`Preview of ${name}`} loading="lazy" />;
  const isWhole = kind === "html" || kind === "pdf" || kind === "json";
  if (isWhole && size > WHOLE) return <p class="faint pad">{`It has ${bytes(size)}, which is too much to be shown here. Download it instead.`}</p>;
  if (kind === "pdf") return <Pdf at={at} name={name} />;
  return <Text at={at} kind={kind} size={size} name={name} isWhole={isWhole} />;
}

function Text({ at, kind, size, name, isWhole }: { at: string; kind: Kind; size: number; name: string; isWhole: boolean }) {
  const [text, setText] = useState<string>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const own = new AbortController();
    const headers: Record<string, string> = { Accept: "*/*" };
    if (!isWhole && size > HEAD) headers["Range"] = `bytes=0-${HEAD - 1}`;
    send(at, { headers, signal: own.signal })
      .then((answer) => answer.text())
      .then(setText, (problem: unknown) => !own.signal.aborted && setError(problem));
    return () => own.abort();
  }, [at]);
  if (error) return <Trouble error={error} />;
  if (text === undefined) return <Loading rows={3} />;
  const isCut = !isWhole && size > HEAD;
  return (
    <div class="preview">
      {kind === "html" ? <HtmlFrame html={text} name={name} /> : kind === "csv" ? <Table text={isCut ? wholeLines(text) : text} /> : kind === "json" ? <Json text={text} name={name} /> : kind === "lines" ? <JsonLines text={isCut ? wholeLines(text) : text} /> : <pre tabIndex={0}>{plain(text)}</pre>}
      {isCut && <p class="faint pad">{`The first ${bytes(HEAD)} of ${bytes(size)}`}</p>}
    </div>
  );
}

const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf("\n") + 1);

function Json({ text, name }: { text: string; name: string }) {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return <pre tabIndex={0}>{plain(text)}</pre>;
  }
  return <JsonView value={value} label={name} />;
}

/** Lines of JSON: a table if they are objects alike, and else as they are. */
function JsonLines({ text }: { text: string }) {
  const lines = text.split("\n").filter(Boolean).slice(0, 200);
  const objects = lines.map((line) => {
    try {
      const value = parse(line);
      return value && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
    } catch {
      return null;
    }
  });
  if (objects.length === 0 || objects.includes(null)) return <pre tabIndex={0}>{plain(lines.join("\n"))}</pre>;
  const keys = [...new Set(objects.flatMap((one) => Object.keys(one ?? {})))].slice(0, 50);
  const show = (value: unknown): string => (value === undefined ? "" : typeof value === "string" ? value : stringify(value));
  return <Grid head={keys} rows={objects.map((one) => keys.map((key) => show(one?.[key])))} />;
}

function Table({ text }: { text: string }) {
  const [head = [], ...rows] = parseCsv(text, separatorOf(text));
  return <Grid head={head} rows={rows} />;
}

function Grid({ head, rows }: { head: string[]; rows: string[][] }) {
  // A column of numbers stands at the right with its head.
  const kinds = head.map((_, at) => {
    const cells = rows.map((row) => row[at] ?? "").filter(Boolean);
    return cells.length > 0 && cells.every((cell) => /^-?[\d.,]+$/.test(cell)) ? "number" : "";
  });
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Preview as a table">
      <table class="data">
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th key={at} scope="col" class={kinds[at] ?? ""}>
                {plain(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, place) => (
                <td key={place} class={kinds[place] ?? ""}>
                  {plain(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/**
 * Strangers' HTML in a frame of its own. The frame's document comes with a policy that lets styles be and nothing else, and
 * the sandbox lets nothing run; we may write into it, it can do nothing to us. The frame's own parser is used, since what is
 * parsed is held against the policy of where it is parsed.
 */
function HtmlFrame({ html, name }: { html: string; name: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const fill = (): void => {
    const inner = frame.current?.contentDocument;
    const view = frame.current?.contentWindow as (Window & typeof globalThis) | null | undefined;
    if (!inner || !view || inner.documentElement.dataset["filled"]) return;
    const parsed = new view.DOMParser().parseFromString(html, "text/html");
    for (const element of parsed.querySelectorAll("script, meta[http-equiv], base, iframe, object, embed, link")) element.remove();
    const root = inner.importNode(parsed.documentElement, true);
    root.dataset["filled"] = "yes";
    inner.replaceChild(root, inner.documentElement);
  };
  return <iframe ref={frame} class="preview-frame" src="/frame.html" sandbox="allow-same-origin" title={`Preview of ${name}`} onLoad={fill} />;
}

function Pdf({ at, name }: { at: string; name: string }) {
  const [place, setPlace] = useState<string>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const own = new AbortController();
    let made: string | undefined;
    send(at, { headers: { Accept: "*/*" }, signal: own.signal })
      .then((answer) => answer.blob())
      .then((blob) => {
        // Whatever it is, it is opened as a PDF and as nothing else.
        made = URL.createObjectURL(new Blob([blob], { type: "application/pdf" }));
        setPlace(made);
      })
      .catch((problem: unknown) => !own.signal.aborted && setError(problem));
    return () => {
      own.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [at]);
  if (error) return <Trouble error={error} />;
  return place ? <iframe class="preview-frame" src={place} title={`Preview of ${name}`} /> : <Loading rows={3} />;
}
