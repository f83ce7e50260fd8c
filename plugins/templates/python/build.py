"""Makes my-processor.wasm: `python3 build.py`. The compiler comes from PyPI into .venv, once."""

import subprocess
import venv
from pathlib import Path

HERE = Path(__file__).parent
VENV = HERE / ".venv"
COMPILER = VENV / "bin" / "componentize-py"
PYTHON = VENV / "bin" / "python"
WASM = HERE / "my-processor.wasm"


def main() -> None:
    if not COMPILER.exists():
        venv.create(VENV, with_pip=True)
        install = [PYTHON, "-m", "pip", "install", "--quiet", "--requirement", "requirements.txt"]
        subprocess.run(install, cwd=HERE, check=True)
    build = [COMPILER, "--quiet", "-d", "wit", "-w", "plugin", "componentize", "-p", "src", "app", "-o", WASM]
    subprocess.run(build, cwd=HERE, check=True)
    print(f"{WASM.name}: {WASM.stat().st_size / 1024 / 1024:.1f} MiB")


if __name__ == "__main__":
    main()
