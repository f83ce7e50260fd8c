// How some bytes can be shown, by their media type or their name. Pure.

export type Kind = "csv" | "json" | "lines" | "html" | "image" | "pdf" | "text";

export function kindOf(mediaType: string, name: string): Kind | null {
  const type = mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  const end = name.toLowerCase().split(".").at(-1) ?? "";
  if (type === "text/csv" || type === "text/tab-separated-values" || end === "csv" || end === "tsv") return "csv";
  if (/(x-ndjson|jsonl|json-lines|json-seq)/.test(type) || end === "jsonl") return "lines";
  if (type === "application/json" || type.endsWith("+json")) return "json";
  if (type === "text/html" || type === "application/xhtml+xml") return "html";
  if (/^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml)$/.test(type)) return "image";
  if (type === "application/pdf") return "pdf";
  if (type.startsWith("text/") || /^application\/(xml|yaml|toml|x-yaml)$/.test(type) || type.endsWith("+xml")) return "text";
  return null;
}
