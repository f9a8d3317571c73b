#!/bin/sh
# Install the course from this stick, without a network:   sh install.sh [folder]      (default: alkit in your home)
# Linux and macOS. Run it again to renew the course: what is in my-notebooks stays as it is.
set -eu
stick=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$HOME/alkit}
python=${PYTHON:-python3}

if ! "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "alkit needs Python 3.11 or newer with the venv module, and $python is not one." >&2
  echo "If another one is there:   PYTHON=python3.12 sh install.sh" >&2
  exit 1
fi

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cp -R "$stick/course/." "$folder"
"$python" -m venv "$folder/.venv"
if ! "$folder/.venv/bin/python" -m pip install --quiet --no-compile --no-index --find-links "$stick/wheels" "alkit[data,lab]"; then
  echo "This stick has packages for: $(cat "$stick/wheels/FOR.txt")" >&2
  echo "You have: $("$python" -c 'import platform as p; print("Python", p.python_version(), p.system(), p.machine())')" >&2
  exit 1
fi

printf '#!/bin/sh\nexec "%s/.venv/bin/python" "%s/tools/lab.py" "$@"\n' "$folder" "$folder" > "$folder/start.sh"
echo "The course is installed. To begin:   sh $folder/start.sh"
