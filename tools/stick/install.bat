@echo off
rem Install the course from this stick, without a network: double-click, or   install.bat [folder]
rem (default: alkit in your home.) Run it again to renew the course: what is in my-notebooks stays as it is.
setlocal
set "stick=%~dp0"
set "folder=%~1"
if "%folder%"=="" set "folder=%USERPROFILE%\alkit"
set "python=py"
where py >nul 2>nul || set "python=python"

%python% -c "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))" || goto no_python
xcopy /e /i /q /y "%stick%course" "%folder%" >nul || goto failed
%python% -m venv "%folder%\.venv" || goto failed
"%folder%\.venv\Scripts\python" -m pip install --quiet --no-compile --no-index --find-links "%stick%wheels" "alkit[data,lab]" || goto other_python
> "%folder%\start.bat" echo @"%folder%\.venv\Scripts\python" "%folder%\tools\lab.py" %%*
echo The course is installed. To begin, double-click  %folder%\start.bat
pause
exit /b 0

:no_python
echo alkit needs Python 3.11 or newer.
goto failed
:other_python
echo This stick has packages for:
type "%stick%wheels\FOR.txt"
echo You have:
%python% --version
:failed
pause
exit /b 1
