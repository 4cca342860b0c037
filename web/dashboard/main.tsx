import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './theme/mantine.ts';
import './theme/colours.css';
import './theme/base.css';
import { keepShell } from './offline/register.ts';
import { queryClient } from './shared/queries.ts';
import { startTexts } from './shared/texts.ts';
import { Session } from './shell/Session.tsx';
import { colorSchemes, theme } from './theme/theme.ts';

await startTexts();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      {/* Mantine would write its variables into a <style> element; ours stand in theme/colours.css, so that the page needs no inline style. */}
      <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemes} withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={queryClient}>
          <Session />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>);
}
keepShell();
